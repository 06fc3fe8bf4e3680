import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { type Server, startServer } from "./server.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const readme = readFileSync(resolve(ROOT, "README.md"), "utf8");

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("the README's example for the JavaScript SDK", () => {
  test("prints an answer", async () => {
    expect(await run(process.execPath, "--input-type=module", "-e", example("AWS SDK for JavaScript"))).toMatch(/\w+/);
  });
});

describe("the README's example for the same process", () => {
  test("makes a client that gets an answer", async () => {
    const code = `
      import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
      ${example("In the same process, without a socket")}
      const messages = [{ role: "user", content: [{ text: "What is granite?" }] }];
      const answer = await client.send(new ConverseCommand({ modelId: "us.amazon.nova-lite-v1:0", messages }));
      console.log(answer.output.message.content[0].text);
    `;
    expect(await run(process.execPath, "--input-type=module", "-e", code)).toMatch(/\w+/);
  });
});

describeClient("boto3", () => {
  test("the README's example prints an answer", async () => {
    expect(await run(python, "-c", example("boto3"))).toMatch(/\w+/);
  });
});

describeClient("awscli", () => {
  test("the README's commands create a profile, list it and get an answer", async () => {
    const aws = `aws() { "${python}" -m awscli "$@"; }`;
    const printed = await run("bash", "-euc", `${aws}\n${example("AWS CLI")}`);
    expect(printed).toMatch(/"inferenceProfileArn".*"inferenceProfileSummaries".*"stopReason": "end_turn"/s);
  });
});

/** The code under a heading of the README, for the server of this test. */
function example(heading: string): string {
  const section = readme.split(`\n### ${heading}\n`)[1]?.split(/\n##/, 1)[0];
  const code = /```\w+\n(.*?)```/s.exec(section ?? "")?.[1];
  expect(code, `the README has no example under "${heading}"`).toBeDefined();
  return (code ?? "").replaceAll("http://127.0.0.1:4577", server.url);
}

/** What a command prints that runs in the repository without any settings of AWS. */
async function run(command: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { env: clientEnvironment(), cwd: ROOT })).stdout;
}
