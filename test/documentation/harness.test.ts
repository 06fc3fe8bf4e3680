import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchangesOf } from "./http-block.ts";
import type { Block } from "./pages.ts";
import { runBlock } from "./run-block.ts";
import { planOf } from "./runners.ts";
import { linesLike } from "./shell.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const blockOf = (info: string, ...lines: readonly string[]): Block => {
  const [language = "", ...directives] = info.split(" ");
  return {
    page: "docs/x.md",
    heading: "x",
    isFirst: true,
    line: 1,
    language,
    directives,
    code: `${lines.join("\n")}\n`,
  };
};

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const run = async (info: string, ...lines: readonly string[]) => {
  const block = blockOf(info, ...lines);
  const plan = planOf(block);
  if (!plan) throw new Error("nothing runs it");
  await runBlock(block, plan, workspace);
};

const CALL = "steps: [{ call: ListGuardrails";
const good: readonly (readonly [string, ...string[]])[] = [
  ["yaml", "seed: 1"],
  ["yaml", `${CALL} }]`],
  ["js", 'import { createEmulator } from "outcrop";', "console.log(typeof createEmulator);"],
  ["ts", "const port: number = 4577;", "console.log(port);"],
  ["sh", "outcrop validate scenarios/two-teams.yaml"],
  ["sh", "outcrop start --seed 7 &", "curl -fsS http://127.0.0.1:4577/_outcrop/health > health.json"],
  ["console", "$ printf '%s\\n' one two \\", "    three", "one", "…", "three", "$ echo 4", "4"],
  ["http", "GET /_outcrop/clock", "", "HTTP/1.1 200", "", '{ "now": "…", "mode": "running" }'],
];
const bad: readonly (readonly [string, ...string[]])[] = [
  ["yaml", "sed: 1"],
  ["yaml", `${CALL}, expect: { status: 418 } }]`],
  ["js", 'throw new Error("broken");'],
  ["js", 'console.log("");'],
  ["js node:test", 'import { test } from "node:test";', 'test("x", () => { throw new Error("broken"); });'],
  ["sh", "false", "true"],
  ["sh", "echo $UNKNOWN"],
  ["sh", "outcrop start --prot 1"],
  ["console", "$ echo one", "two"],
  ["console", "$ printf 'one\\ntwo\\n'", "one"],
  ["http", "GET /_outcrop/nowhere"],
  ["http", "GET /_outcrop/clock", "", "HTTP/1.1 404"],
  ["http", "GET /_outcrop/clock", "", "HTTP/1.1 200", "", '{ "now": "never" }'],
  ["http", "GET /_outcrop/clock", "", "HTTP/1.1 200", "{}"],
  ["json file=x.json", "{"],
];

test.each(good.map((block) => [block] as const))("a block is taken that does what it says: %j", async (block) => {
  await run(...block);
});

test.each(bad.map((block) => [block] as const))("a block fails that does not: %j", async (block) => {
  await expect(run(...block)).rejects.toThrow();
});

test("nothing takes blocks of a language that nobody thought of, or of none", () => {
  for (const info of ["", "text", "cobol", "json"]) expect(planOf(blockOf(info, "x"))).toBeUndefined();
});

test("what needs clients that are not installed with the project waits for their tests", () => {
  const suiteOf = (info: string, line: string) => planOf(blockOf(info, line))?.suite;
  expect(suiteOf("python", "import boto3")).toBe("clients");
  expect(suiteOf("sh", "aws bedrock list-guardrails")).toBe("clients");
  expect(suiteOf("js", 'import { ChatBedrockConverse } from "@langchain/aws";')).toBe("clients");
  expect(suiteOf("js", 'import { BedrockClient } from "@aws-sdk/client-bedrock";')).toBe("unit");
});

describe("text with …", () => {
  test.each([
    ["a…c", "abc", true],
    ["a…c", "ab\nc", false],
    ["a\n…\nc", "a\nb\nb\nc", true],
    ["a\n…\nc", "a\nc", true],
    ["a\n…", "a\nb", true],
    ["a.c", "abc", false],
    ["a", "a\nb", false],
  ])("%j is like %j: %j", (pattern, text, expected) => {
    expect(linesLike(pattern).test(text)).toBe(expected);
  });
});

test("an http block is taken apart into requests and answers", () => {
  const code = 'PUT /a\ncontent-type: application/json\n\n{\n  "b": 1\n}\n\nHTTP/1.1 200 OK\n\n{}\n\nGET /c HTTP/1.1\n';
  const [put, get] = exchangesOf(code);
  expect(put).toEqual({
    method: "PUT",
    path: "/a",
    headers: { "content-type": "application/json" },
    body: '{\n  "b": 1\n}',
    status: 200,
    answer: "{}",
  });
  expect(get).toMatchObject({ method: "GET", path: "/c", status: undefined, answer: "" });
});
