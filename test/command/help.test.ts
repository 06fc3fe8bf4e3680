import { afterEach, describe, expect, test, vi } from "vitest";
import { takesValue, variableOf } from "../../emulator/command/definition.ts";
import { commands } from "../../emulator/command/definitions/index.ts";
import { run } from "../../emulator/command/run.ts";
import { operations } from "../../emulator/operations/registry.ts";

afterEach(() => vi.restoreAllMocks());

async function helpOf(...args: string[]): Promise<string> {
  let told = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    told += String(text);
    return true;
  });
  expect(await run(args, {})).toBe(0);
  return told;
}

test.each([[["--help"]], [["-h"]], [["help"]], [["help", "help"]], [["help", "--help"]], [["--help", "--help"]]])(
  "%j tells of every command",
  async (args) => {
    const help = await helpOf(...args);
    for (const { name } of commands) expect(help).toMatch(new RegExp(`^ {2}${name} {2,}\\w`, "m"));
    for (const code of ["0", "1", "2"]) expect(help).toMatch(new RegExp(`^ {2}${code} {2}\\w`, "m"));
  },
);

describe.each(commands.map((command) => [command.name, command] as const))("the help of %s", (name, command) => {
  const { usage, options, operands, examples } = command;

  test("is asked for in every way that people try", async () => {
    const help = await helpOf(name, "--help");
    expect(await helpOf("help", name)).toBe(help);
    expect(await helpOf("--help", name)).toBe(help);
    expect(await helpOf(name, "-h")).toBe(help);
    expect(await helpOf(name, "x", "--nonsense", "--help")).toBe(help);
  });

  test("tells usage, options with defaults and variables, examples and exit codes", async () => {
    const help = await helpOf(name, "--help");
    const flat = help.replaceAll(/\s+/g, " ");
    for (const line of usage) expect(help).toContain(`\n  outcrop ${line}\n`);
    for (const [option, definition] of Object.entries(options)) {
      expect(help).toMatch(new RegExp(`^ {2}--${option}\\b`, "m"));
      expect(flat).toContain(`[env: ${variableOf(option)}]`);
      if (takesValue(definition) && definition.default !== undefined) {
        expect(flat).toContain(`[default: ${definition.default}] [env: ${variableOf(option)}]`);
      }
    }
    if (operands) expect(help).toContain(`\n  ${operands.name}  ${operands.about.slice(0, 10)}`);
    for (const { line } of examples) expect(help).toContain(`\n  outcrop ${line}\n`);
    expect(help).toMatch(/\nExit codes\n {2}0 {2}\w/);
  });

  test("fits a terminal of 80 columns, where no word is longer", async () => {
    const long = (await helpOf(name, "--help")).split("\n").filter((line) => line.length > 80);
    expect(long.filter((line) => !line.startsWith("  outcrop "))).toEqual([]);
  });
});

test("explain takes the operations that are emulated and invoke a model of Bedrock Runtime, and no others", () => {
  const option = commands.find(({ name }) => name === "explain")?.options.operation;
  const invoking = operations.filter(({ isInference, service }) => isInference && service === "bedrock-runtime");
  expect(option && takesValue(option) && option.of.words).toEqual(invoking.map(({ name }) => name));
});
