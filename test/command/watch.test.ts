import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, onTestFinished, test } from "vitest";
import { filesOf, started } from "./command.ts";

const NOVA = "amazon.nova-lite-v1:0";
const saying = (text: string) => `answers: [{ then: { text: ${text} } }]\n`;

function clientOf(url: string) {
  const client = new BedrockRuntimeClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "111122223333", secretAccessKey: "x" },
  });
  onTestFinished(() => client.destroy());
  return async () => {
    const messages = [{ role: "user" as const, content: [{ text: "x" }] }];
    return (await client.send(new ConverseCommand({ modelId: NOVA, messages }))).output?.message?.content?.[0]?.text;
  };
}

test("with --watch a changed file swaps the rules and keeps the journal, and a broken one leaves them as they were", async () => {
  await using files = await filesOf({ "main.yaml": saying("one") });
  await using server = await started(["--port", "0", "--watch", "--scenario", files["main.yaml"]]);
  const say = clientOf(server.url);
  expect(await say()).toBe("one");

  await writeFile(files["main.yaml"], saying("two"));
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("two");

  await writeFile(files["main.yaml"], "answers: [{ then: { txt: three } }]\n");
  await server.said(`main.yaml:1:26: answers[0].then.txt: unknown key "txt"; did you mean "text"?`);
  await server.said("the scenario as it was before stays at work");
  expect(await say()).toBe("two");

  // As editors do it: the new text is written beside the file, and then takes its place.
  await writeFile(`${files["main.yaml"]}.new`, saying("four"));
  await rename(`${files["main.yaml"]}.new`, files["main.yaml"]);
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("four");
  const { entries } = (await (await fetch(`${server.url}/_outcrop/journal`)).json()) as { entries: unknown[] };
  expect(entries).toHaveLength(4);
});

test("files that the scenario takes something from are watched too, and OUTCROP_WATCH asks for it as well", async () => {
  await using files = await filesOf({ "text.txt": "one", "main.yaml": "" });
  await writeFile(files["main.yaml"], "answers: [{ then: { text: { $file: text.txt } } }]\n");
  await using server = await started(["--port", "0", "--scenario", files["main.yaml"]], { OUTCROP_WATCH: "true" });
  const say = clientOf(server.url);
  expect(await say()).toBe("one");
  await writeFile(files["text.txt"], "another");
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("another");
});

test("a file that goes away and comes back is read anew", async () => {
  await using files = await filesOf({ "base.yaml": saying("one"), "main.yaml": "extends: base.yaml\n" });
  await using server = await started(["--port", "0", "--watch", "--scenario", files["main.yaml"]]);
  const say = clientOf(server.url);
  await rm(files["base.yaml"]);
  await server.said("there is no such file");
  expect(await say()).toBe("one");
  await writeFile(files["base.yaml"], saying("two"));
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("two");
});

test("a folder is watched with its files: what is added to it, changed in it and taken from it", async () => {
  await using files = await filesOf({
    "10-answers.yaml": saying("one"),
    "notes.txt": "no scenario",
    ".hidden.yaml": "no: scenario",
    "scenario.schema.json": '{ "type": "object" }',
  });
  const folder = dirname(files["notes.txt"]);
  await using server = await started(["--port", "0", "--watch", "--scenario", folder]);
  const say = clientOf(server.url);
  expect(await say()).toBe("one");
  await writeFile(join(folder, "00-first.yaml"), saying("zero"));
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("zero");
  await writeFile(join(folder, "00-first.yaml"), saying("other"));
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("other");
  await rm(join(folder, "00-first.yaml"));
  await server.said("the scenario was loaded anew");
  expect(await say()).toBe("one");
});
