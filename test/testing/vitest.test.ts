import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { createEmulator } from "../../emulator/index.ts";
import { describe, expect, test } from "../../emulator/testing/vitest.ts";
import { failureOf } from "../emulator/callers.ts";

const US_NOVA_LITE = "us.amazon.nova-lite-v1:0";
const ask = (text = "Hi", modelId = US_NOVA_LITE) =>
  new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text }] }] });

/** What a matcher says when it is not met. */
function complaintOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  return expect.unreachable("the assertion holds");
}

describe("without a scenario", () => {
  for (const round of ["first", "second"]) {
    test(`the ${round} test begins with an empty journal and a client that works`, async ({
      outcrop,
      clientConfig,
    }) => {
      expect(outcrop.journal.entries).toEqual([]);
      outcrop.session("left-behind");
      await new BedrockRuntimeClient(clientConfig()).send(ask(round));
      expect(outcrop.sessions).toEqual(["left-behind"]);
      expect(outcrop).toHaveCalledBedrock({ operation: "Converse", text: { equals: round }, times: 1 });
    });
  }

  test("sessions of tests before are gone", ({ outcrop }) => {
    expect(outcrop.sessions).toEqual([]);
  });

  test("the emulator listens once a test asks for its url", async ({ outcrop, url }) => {
    const answer = await fetch(`${url}/foundation-models`);
    expect(answer.status).toBe(200);
    expect(outcrop).toHaveCalledBedrock({ operation: "ListFoundationModels" });
  });

  let arrived = 0;
  let release = () => {};
  const allThere = new Promise<void>((resolve) => {
    release = resolve;
  });
  test.concurrent.for(["a", "b", "c"])(
    "tests that run at the same time have an emulator each: %s",
    async (text, { outcrop, clientConfig }) => {
      await new BedrockRuntimeClient(clientConfig()).send(ask(text));
      arrived++;
      if (arrived === 3) release();
      await allThere;
      expect(outcrop.journal.entries).toHaveLength(1);
    },
  );
});

describe("with a scenario of a file", () => {
  test.override("scenario", new URL("scenarios/team.yaml", import.meta.url));

  test("what it takes from other files and its defaults are there", async ({ outcrop, clientConfig }) => {
    const config = clientConfig();
    expect([config.region, config.credentials.accessKeyId]).toEqual(["eu-west-1", "123456789012"]);
    const { output } = await new BedrockRuntimeClient(config).send(ask("x", "eu.amazon.nova-lite-v1:0"));
    expect(output?.message?.content).toEqual([{ text: "From a file.\n" }]);
    expect(outcrop.journal.entries[0]?.source).toBe("eu-west-1");
  });

  describe("and another for a part of the tests", () => {
    test.override("scenario", { expect: [{ name: "asks once", calls: { operation: "Converse", times: 1 } }] });

    test("the nearer one holds", async ({ outcrop, clientConfig }) => {
      expect(complaintOf(() => expect(outcrop).toMeetExpectations())).toBe(
        [
          "1 of 1 expectations is not met.",
          "",
          "not ok: asks once",
          "  0 such requests, expected 1",
          "  The journal is empty.",
        ].join("\n"),
      );
      await new BedrockRuntimeClient(clientConfig()).send(ask());
      expect(outcrop).toMeetExpectations();
      await new BedrockRuntimeClient(clientConfig()).send(ask());
      expect(outcrop).not.toMeetExpectations();
    });
  });
});

describe("matchers", () => {
  const profiles = [{ id: "teamaprofile", name: "team-a", copyFrom: US_NOVA_LITE }];
  const TEAM_A = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/teamaprofile";
  test.override("scenario", {
    clock: { start: "2026-01-01T12:00:00Z", mode: "frozen" },
    profiles,
    faults: [{ when: { text: { equals: "fail" } }, then: { error: "ThrottlingException" } }],
    routing: { policy: "source-first" },
  });

  test("a failed one shows the journal's lines that it is about", async ({ outcrop, clientConfig }) => {
    const client = new BedrockRuntimeClient({ ...clientConfig(), maxAttempts: 1 });
    await client.send(ask("Hi", TEAM_A));
    await failureOf(client.send(ask("fail")));
    const complaint = complaintOf(() => expect(outcrop).toHaveCalledBedrock({ profile: "team-b" }));
    const [head, , name, message, ...journal] = complaint.split("\n");
    expect([head, name, message]).toEqual([
      "1 of 1 expectations is not met.",
      'not ok: calls: {"profile":"team-b"}',
      "  0 such requests, expected 1 or more",
    ]);
    expect(journal).toEqual([
      "  Journal (2 requests):",
      expect.stringMatching(
        /^ {4}12:00:00.000 {2}Converse {2}team-a {2}\(amazon.nova-lite-v1:0\) {2}-> us-east-1 {2}200 {2}\d+ \+ \d+ tokens$/,
      ),
      expect.stringMatching(/^ {4}12:00:00.000 {2}Converse {2}.* {2}429 {2}ThrottlingException$/),
    ]);
    expect(complaintOf(() => expect(outcrop).not.toHaveCalledBedrock({ profile: "team-a" }))).toContain(
      "Journal (1 of 2 requests):",
    );
  });

  test("a budget is held against tokens, requests and dollars", async ({ outcrop, clientConfig }) => {
    await new BedrockRuntimeClient(clientConfig()).send(ask());
    expect(outcrop).toStayUnderBudget({ tokens: 10_000, usd: 1, requests: 1 });
    expect(outcrop).not.toStayUnderBudget({ tokens: 5 });
    expect(outcrop).not.toStayUnderBudget({ usd: 0 });
    expect(outcrop).not.toStayUnderBudget({ requests: 0 });
  });

  test("a fallback is what follows a failure, and not a retry", async ({ outcrop, clientConfig }) => {
    const client = new BedrockRuntimeClient({ ...clientConfig(), maxAttempts: 1 });
    expect(outcrop).not.toHaveFallenBackTo("team-a");
    await failureOf(client.send(ask("fail")));
    expect(outcrop).not.toHaveFallenBackTo("team-a");
    await client.send(ask("Hi", TEAM_A));
    expect(outcrop).toHaveFallenBackTo("team-a");
    expect(outcrop).toHaveFallenBackTo(TEAM_A, { profile: US_NOVA_LITE });
    expect(outcrop).not.toHaveFallenBackTo({ model: "amazon.nova-pro-v1:0" });
  });

  test("retries want waits, and a clock that shows them", async ({ outcrop }) => {
    const attempt = (number: number) =>
      outcrop.handle(
        new Request(`http://localhost/model/${encodeURIComponent(TEAM_A)}/converse`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "amz-sdk-invocation-id": "one",
            "amz-sdk-request": `attempt=${number}; max=3`,
          },
          body: JSON.stringify({ messages: [{ role: "user", content: [{ text: "fail" }] }] }),
        }),
      );
    await attempt(1);
    expect(complaintOf(() => expect(outcrop).toHaveRetriedWithBackoff())).toContain("none of 1 call was tried again");
    await attempt(2);
    expect(complaintOf(() => expect(outcrop).toHaveRetriedWithBackoff())).toMatch(
      /an attempt came 0 ms after the one before, at least 1 ms expected\n {2}The clock is frozen/,
    );
    await outcrop.reset();
    for (const [at, wait] of [0, 100, 300].entries()) {
      outcrop.clock.advance(wait);
      await attempt(at + 1);
    }
    expect(outcrop).toHaveRetriedWithBackoff({ waitAtLeast: "PT0.1S", growing: true, attemptsAtMost: 3 });
    expect(outcrop).not.toHaveRetriedWithBackoff({ waitAtLeast: "PT0.2S" });
    expect(outcrop).not.toHaveRetriedWithBackoff({ attemptsAtMost: 2 });
    expect(outcrop).not.toHaveRetriedWithBackoff({ attemptsAtLeast: 4 });
  });

  test("a selector that means nothing, and one of a wrong form, are errors and no failed expectations", ({
    outcrop,
  }) => {
    for (const selector of [{ operation: "Convers" }, { model: "no-such-model" }, { profil: "x" }]) {
      expect(() => expect(outcrop).not.toHaveCalledBedrock(selector)).toThrow(/expect\[0\]\.calls/);
    }
    expect(() => expect(outcrop).not.toMeetExpectations()).toThrow("the scenario expects nothing");
  });

  test("what is no emulator is refused", () => {
    expect(() => expect({}).not.toHaveCalledBedrock()).toThrow("an emulator or a session of Outcrop");
  });

  test("a text can be asked for where bodies are kept, and nowhere else", () => {
    const plain = createEmulator();
    expect(() => expect(plain).not.toHaveCalledBedrock({ text: { equals: "x" } })).toThrow("journal: { bodies: true }");
  });
});
