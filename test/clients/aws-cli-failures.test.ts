import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { attemptsByCall } from "./attempts.ts";
import { CLAUDE, DENIED_ACCOUNT, freshAccount, MINUTE_ACCOUNT, NO_TOKENS_ACCOUNT, NOVA } from "./models.ts";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { type Server, startServer } from "./server.ts";

/** The attempts of a call, by retry mode; the legacy one is the CLI's default. */
const modes = { legacy: 5, standard: 3 };

describeClient("awscli", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer("failures.yaml");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Runs `aws bedrock-runtime converse` and tells what it printed and its exit code. */
  async function converse(account: string, text: string, modelId = NOVA, environment: Record<string, string> = {}) {
    const own = { AWS_ACCESS_KEY_ID: account, AWS_DEFAULT_REGION: "us-east-1", ...environment };
    const messages = JSON.stringify([{ role: "user", content: [{ text }] }]);
    const args = ["-m", "awscli", "bedrock-runtime", "converse", "--model-id", modelId, "--messages", messages];
    try {
      const printed = await promisify(execFile)(python, args, { env: clientEnvironment(server.exports, own) });
      return { code: 0, ...printed };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  /** The attempts of the one call of an account. */
  async function attemptsOf(account: string) {
    const [attempts, ...others] = attemptsByCall(await server.journal(account));
    expect(others).toEqual([]);
    return attempts ?? [];
  }

  const answered = { code: 0, stderr: "", stdout: expect.stringContaining('"role": "assistant"') };

  test.each([
    ["throttled once", 429, "ThrottlingException"],
    ["unavailable once", 503, "ServiceUnavailableException"],
    ["reset once", 0, "ECONNRESET"],
  ])("a call that is %s is tried again and gets an answer", async (text, status, code) => {
    const account = freshAccount();
    expect(await converse(account, text)).toEqual(answered);
    expect(await attemptsOf(account)).toEqual([
      { number: 1, max: undefined, status, code },
      { number: 2, max: 5, status: 200, code: undefined },
    ]);
  });

  test("a call beyond the quota gets an answer once a minute of the emulator's clock has emptied it", async () => {
    expect(await converse(MINUTE_ACCOUNT, "within the quota")).toEqual(answered);
    const beyond = converse(MINUTE_ACCOUNT, "beyond the quota");
    await vi.waitUntil(async () => (await server.journal(MINUTE_ACCOUNT)).some(({ status }) => status === 429), {
      timeout: 60_000,
    });
    await server.advance("60s");
    expect(await beyond).toEqual(answered);
    const [, attempts = []] = attemptsByCall(await server.journal(MINUTE_ACCOUNT));
    const statuses = attempts.map(({ status }) => status);
    expect(statuses.at(-1)).toBe(200);
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([429]));
  });

  test.each(Object.entries(modes))(
    "a call that is throttled for good fails after the attempts of the %s mode",
    async (mode, attempts) => {
      const account = freshAccount();
      expect(await converse(account, "throttled", NOVA, { AWS_RETRY_MODE: mode })).toEqual({
        code: 255,
        stdout: "",
        stderr: told("ThrottlingException", "Too many requests, please wait before trying again.", attempts - 1),
      });
      // The first attempt does not tell yet how many there may be.
      const counts = Array.from({ length: attempts }, (_, index) => {
        return { number: index + 1, max: index === 0 ? undefined : attempts };
      });
      const throttled = { status: 429, code: "ThrottlingException" };
      expect(await attemptsOf(account)).toEqual(counts.map((count) => ({ ...count, ...throttled })));
    },
  );

  test("a call that no quota of tokens admits fails after the attempts of the standard mode", async () => {
    expect(await converse(NO_TOKENS_ACCOUNT, "hello", NOVA, { AWS_RETRY_MODE: "standard" })).toMatchObject({
      stderr: told("ThrottlingException", "Too many tokens, please wait before trying again.", 2),
    });
    expect(await attemptsOf(NO_TOKENS_ACCOUNT)).toHaveLength(3);
  });

  test.each([
    [
      "model timeout",
      408,
      "ModelTimeoutException",
      "Model has timed out in processing the request. Try your request again.",
    ],
    [
      "model error",
      424,
      "ModelErrorException",
      "The system encountered an unexpected error during processing. Try your request again.",
    ],
    ["invalid", 400, "ValidationException", "Malformed input request, please reformat your input and try again."],
  ])("is not tried again: %s", async (text, status, code, message) => {
    const account = freshAccount();
    expect(await converse(account, text)).toEqual({ code: 255, stdout: "", stderr: told(code, message) });
    expect(await attemptsOf(account)).toEqual([{ number: 1, max: undefined, status, code }]);
  });

  test.each([
    ["a geographic profile", `us.${NOVA}`, `arn:aws:bedrock:us-west-2::foundation-model/${NOVA}`],
    ["a global profile", `global.${CLAUDE}`, `arn:aws:bedrock:::foundation-model/${CLAUDE}`],
  ])("an SCP denies %s in AWS's words, and it is not tried again", async (_title, modelId, resource) => {
    const message = `User: arn:aws:iam::${DENIED_ACCOUNT}:user/outcrop is not authorized to perform: bedrock:InvokeModel on resource: ${resource} with an explicit deny in a service control policy`;
    expect(await converse(DENIED_ACCOUNT, "hello", modelId)).toEqual({
      code: 255,
      stdout: "",
      stderr: told("AccessDeniedException", message),
    });
    const entries = (await server.journal(DENIED_ACCOUNT)).filter((entry) => entry.modelId === modelId);
    expect(entries).toMatchObject([{ status: 403, attempt: { number: 1 } }]);
  });
});

/** How the CLI tells of a service's error, when it has tried again so often. */
function told(code: string, message: string, retries = 0): string {
  const reached = retries > 0 ? ` (reached max retries: ${retries})` : "";
  return expect.stringContaining(
    `An error occurred (${code}) when calling the Converse operation${reached}: ${message}\n`,
  );
}
