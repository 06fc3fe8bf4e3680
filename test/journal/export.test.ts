import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { failureOf, NOVA_LITE, runtime } from "../emulator/callers.ts";

const ask = (text: string) => ({ modelId: NOVA_LITE, messages: [{ role: "user" as const, content: [{ text }] }] });

test("JSON lines are the entries, one a line, whatever stands in them", async () => {
  const emulator = createEmulator({ scenario: { journal: { bodies: true } } });
  expect(emulator.journal.toJsonl()).toBe("");
  for (const text of ["a", "two\nlines \u2028"]) await runtime(emulator).send(new ConverseCommand(ask(text)));
  const lines = emulator.journal.toJsonl().split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    JSON.parse(JSON.stringify(emulator.journal.entries)),
  );
});

// The members that must be there: http://www.softwareishard.com/blog/har-12-spec/
test("an HTTP Archive has what version 1.2 asks for, with the address that the request would have had at AWS", async () => {
  const emulator = createEmulator({ scenario: { journal: { bodies: true } } });
  const { output } = await runtime(emulator).send(new ConverseCommand(ask("Hello")));
  await failureOf(runtime(emulator).send(new ConverseCommand({ ...ask("Hello"), modelId: "nothing" })));
  await emulator.handle(new Request("http://localhost/no/such/path"));
  const { log } = emulator.journal.toHar();
  expect(log).toMatchObject({ version: "1.2", creator: { name: "Outcrop", version: expect.any(String) } });
  for (const { startedDateTime, request, response, timings, time } of log.entries) {
    expect(new Date(startedDateTime).toISOString()).toBe(startedDateTime);
    expect(new URL(request.url).protocol).toBe("https:");
    expect(request).toMatchObject({ cookies: [], queryString: [], headersSize: -1, bodySize: -1 });
    expect(response).toMatchObject({ cookies: [], redirectURL: "", content: { mimeType: "application/json" } });
    expect(time).toBe(timings.send + timings.wait + timings.receive);
  }
  const [good, bad, unknown] = log.entries;
  expect(good?.request.url).toBe(
    `https://bedrock-runtime.us-east-1.amazonaws.com/model/${encodeURIComponent(NOVA_LITE)}/converse`,
  );
  expect(JSON.parse(good?.request.postData?.text ?? "")).toEqual(ask("Hello"));
  const { text = "", size } = good?.response.content ?? {};
  expect(JSON.parse(text)).toMatchObject({ output });
  expect(Buffer.byteLength(text)).toBe(size);
  expect(bad?.response).toMatchObject({ status: 400, statusText: "ValidationException" });
  expect(unknown?.request.url).toBe("https://outcrop.localhost/no/such/path");
});

test("without bodies an HTTP Archive has none", async () => {
  const emulator = createEmulator();
  await runtime(emulator).send(new ConverseCommand(ask("my-private-prompt")));
  const har = emulator.journal.toHar();
  expect(har.log.entries[0]?.request).not.toHaveProperty("postData");
  expect(har.log.entries[0]?.response.content).toEqual({ size: 0, mimeType: "application/json" });
  expect(JSON.stringify(har)).not.toContain("my-private-prompt");
});
