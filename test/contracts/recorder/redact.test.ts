import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../contracts/recorder/redact.ts";
import { plain } from "../../../contracts/runner/values.ts";

const account = fc
  .stringMatching(/^[1-9]\d{11}$/)
  .filter((digits) => !/^(\d)\1\1\1/.test(digits) && digits !== "123456789012");
const arnOf = (digits: string) => `arn:aws:bedrock:us-east-1:${digits}:guardrail/abcdefghijkl`;
const everywhere = (text: string) => ({
  text,
  list: [`before ${text} after`],
  bytes: new TextEncoder().encode(JSON.stringify({ inner: text })),
  deep: { text: [{ text }] },
});

describe("a redactor", () => {
  test("hides an account id wherever it stands, and behind the same stand-in", () => {
    fc.assert(
      fc.property(fc.uniqueArray(account, { minLength: 1, maxLength: 8 }), (accounts) => {
        const redactor = createRedactor({ rules: [], keep: new Set() });
        for (const digits of accounts) redactor.learn(arnOf(digits));
        const hidden = accounts.map((digits) => JSON.stringify(plain(redactor.value(everywhere(arnOf(digits))))));
        for (const digits of accounts) expect(hidden.join()).not.toContain(digits);
        const standIns = accounts.map((digits) => redactor.account(digits));
        expect(new Set(standIns).size).toBe(accounts.length);
        for (const [at, digits] of accounts.entries()) {
          expect(redactor.value(digits)).toBe(standIns[at]);
          expect(hidden[at]).toContain(arnOf(standIns[at] ?? ""));
        }
      }),
    );
  });

  test.each([
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "AROAIOSFODNN7EXAMPLE:session",
    "ABSKQmVkcm9ja0FQSUtleS1hYmNkLWF0LTExMTEyMjIyMzMzMzpzZWNyZXQ=",
    "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbA==",
  ])("hides the credential in %s", (credential) => {
    const redactor = createRedactor({ rules: [], keep: new Set() });
    const hidden = JSON.stringify(plain(redactor.value(everywhere(credential))));
    expect(hidden).not.toContain(credential.split(":")[0]);
  });

  test("hides who a principal is, and keeps what it is", () => {
    const redactor = createRedactor({ rules: [], keep: new Set() });
    const said = "User: arn:aws:sts::111122223333:assumed-role/Payroll/jane@example.com is not authorized";
    expect(redactor.value(said)).toBe("User: arn:aws:sts::111122223333:assumed-role/name/session is not authorized");
  });

  test("hides every letter and digit of the words of a call to a model, and leaves its form", () => {
    const letters = fc.string({ minLength: 3, unit: fc.constantFrom("q", "Z", "7", "é", "ж", " ", "-", "漢") });
    fc.assert(
      fc.property(letters, (text) => {
        const redactor = createRedactor({ rules: ["prompts"], keep: new Set() });
        const call = {
          modelId: "amazon.nova-lite-v1:0",
          messages: [
            {
              role: "user",
              content: [{ text }, { toolResult: { toolUseId: "tooluse_1", content: [{ json: { a: text } }] } }],
            },
          ],
          system: [{ text }],
        };
        const hidden = redactor.asked(call) as typeof call;
        expect(hidden.modelId).toBe(call.modelId);
        expect(hidden.messages[0]?.role).toBe("user");
        expect(JSON.stringify([hidden.messages[0]?.content, hidden.system])).not.toMatch(/[qZ7éж漢]/);
        expect([...(hidden.system[0]?.text ?? "")]).toHaveLength([...text].length);
      }),
    );
  });

  test("writes no call whose words it cannot hide", () => {
    const redactor = createRedactor({ rules: ["prompts"], keep: new Set() });
    const image = { messages: [{ content: [{ image: { source: { bytes: Uint8Array.of(0xff, 0xd8, 0xff) } } }] }] };
    expect(() => redactor.asked(image)).toThrow("bytes that are no text");
    const native = {
      messages: [{ content: [{ type: "image", source: { data: "iVBORw0KGgoAAAANSUhEUg".repeat(4) } }] }],
    };
    expect(() => redactor.asked({ body: new TextEncoder().encode(JSON.stringify(native)) })).toThrow("image");
  });

  test("keeps what the scenario below has said already", () => {
    const redactor = createRedactor({ rules: [], keep: new Set(["987654321098", "AKIAAPP0000000000001"]) });
    const text = `${arnOf("987654321098")} AKIAAPP0000000000001`;
    redactor.learn(text);
    expect(redactor.value(text)).toBe(text);
  });

  test("hides in a stream what is split over its events", () => {
    const secret =
      "Mail jane@example.com of 998877665544, who is arn:aws:iam::998877665544:user/jane from AKIAIOSFODNN7EXAMPLE.";
    const cuts = fc.array(fc.integer({ min: 0, max: secret.length }), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, fc.boolean(), (at, isNative) => {
        const places = [0, ...at.toSorted((a, b) => a - b), secret.length];
        const pieces = places.slice(1).map((end, index) => secret.slice(places[index], end));
        const event = (text: string) => {
          const delta = { contentBlockDelta: { delta: { text }, contentBlockIndex: 0 } };
          return isNative ? { chunk: { bytes: new TextEncoder().encode(JSON.stringify(delta)) } } : delta;
        };
        const redactor = createRedactor({ rules: ["email"], keep: new Set() });
        redactor.account("998877665544");
        const hidden = redactor.stream([{ messageStart: { role: "assistant" } }, ...pieces.map(event)], true);
        expect(hidden).toHaveLength(pieces.length + 1);
        const said = JSON.stringify(plain(hidden)).matchAll(/"text":"([^"]*)"/g);
        expect([...said].map(([, text]) => text).join("")).toBe(
          "Mail xxxx@xxxxxxx.xxx of 111122223333, who is arn:aws:iam::111122223333:user/name from redacted-credential.",
        );
      }),
    );
  });

  test("hides all of what a tool is given and gives, and what stops a model", () => {
    const redactor = createRedactor({ rules: ["prompts"], keep: new Set() });
    const hidden = redactor.asked({
      messages: [
        {
          role: "assistant",
          content: [{ toolUse: { toolUseId: "t1", name: "find", input: { customerId: "Jane", age: 42 } } }],
        },
        { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ json: { type: "vip", id: 5 } }] } }] },
        { role: "user", content: [{ document: { format: "txt", name: "Salaries", source: { text: "Jane" } } }] },
      ],
      inferenceConfig: { maxTokens: 20, stopSequences: ["Jane"] },
      additionalModelRequestFields: { reasoning_effort: "high", thinking: { type: "enabled" } },
    });
    expect(hidden).toEqual({
      messages: [
        {
          role: "assistant",
          content: [{ toolUse: { toolUseId: "t1", name: "find", input: { customerId: "xxxx", age: 0 } } }],
        },
        { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ json: { type: "xxx", id: 0 } }] } }] },
        { role: "user", content: [{ document: { format: "txt", name: "xxxxxxxx", source: { text: "xxxx" } } }] },
      ],
      inferenceConfig: { maxTokens: 20, stopSequences: ["xxxx"] },
      additionalModelRequestFields: { reasoning_effort: "high", thinking: { type: "enabled" } },
    });
  });

  test("hides accounts and credentials in keys and numbers too, and wherever an account is named alone", () => {
    const redactor = createRedactor({ rules: [], keep: new Set() });
    const value = {
      s3BucketOwner: "998877665544",
      s3Uri: "s3://logs-998877665544/",
      owners: { "998877665544": 998877665544 },
    };
    redactor.learn(value);
    expect(redactor.value(value)).toEqual({
      s3BucketOwner: "111122223333",
      s3Uri: "s3://logs-111122223333/",
      owners: { "111122223333": 111122223333 },
    });
  });

  test("leaves what AWS has named as it is, whatever a rule finds in it", () => {
    const redactor = createRedactor({ rules: ["phone", /nova|guardrail/], keep: new Set() });
    const value = {
      modelId: "us.amazon.nova-lite-v1:0",
      guardrailArn: arnOf("111122223333"),
      text: "nova 555 123 4567",
    };
    redactor.learn(value);
    expect(redactor.value(value)).toEqual({ ...value, text: "xxxx 000 000 0000" });
    expect(redactor.value(`in ${arnOf("111122223333")}`)).toContain(":111122223333:");
  });
});
