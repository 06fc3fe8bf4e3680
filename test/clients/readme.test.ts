import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeClient, python } from "./python.ts";
import { type Server, startServer } from "./server.ts";
import { output, readDocument, snippet } from "./snippets.ts";

const readme = readDocument("README.md");

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("the README's example for the JavaScript SDK", () => {
  test("prints an answer", async () => {
    const code = snippet(readme, "AWS SDK for JavaScript", server.url);
    expect(await output(".", process.execPath, "--input-type=module", "-e", code)).toMatch(/\w+/);
  });
});

describe("the README's example for the same process", () => {
  test("makes a client that gets an answer", async () => {
    const code = `
      import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
      ${snippet(readme, "In the same process, without a socket", server.url)}
      const messages = [{ role: "user", content: [{ text: "What is granite?" }] }];
      const answer = await client.send(new ConverseCommand({ modelId: "us.amazon.nova-lite-v1:0", messages }));
      console.log(answer.output.message.content[0].text);
    `;
    expect(await output(".", process.execPath, "--input-type=module", "-e", code)).toMatch(/\w+/);
  });
});

describeClient("boto3", () => {
  test("the README's example prints an answer", async () => {
    expect(await output(".", python, "-c", snippet(readme, "boto3", server.url))).toMatch(/\w+/);
  });
});

describeClient("awscli", () => {
  test("the README's commands create a profile, list it and get an answer", async () => {
    const aws = `aws() { "${python}" -m awscli "$@"; }`;
    const printed = await output(".", "bash", "-euc", `${aws}\n${snippet(readme, "AWS CLI", server.url)}`);
    expect(printed).toMatch(/"inferenceProfileArn".*"inferenceProfileSummaries".*"stopReason": "end_turn"/s);
  });
});
