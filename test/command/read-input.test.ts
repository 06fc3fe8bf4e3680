import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takesValue, variableOf } from "../../emulator/command/definition.ts";
import { commands } from "../../emulator/command/definitions/index.ts";
import { startCommand } from "../../emulator/command/definitions/start.ts";
import { readInput } from "../../emulator/command/read-input.ts";
import { UsageError } from "../../emulator/command/usage-error.ts";

const names = commands.flatMap(({ options }) => Object.keys(options).map((name) => `--${name}`));
const word = fc.oneof(
  fc.string(),
  fc.constantFrom(...names, "--", "-", "--=", "-p", "--__proto__", "--constructor=1", "=", ""),
  fc.tuple(fc.constantFrom(...names), fc.string()).map(([name, value]) => `${name}=${value}`),
);

describe.each(commands.map((command) => [command.name, command] as const))("the arguments of %s", (_, command) => {
  test("are read or refused in words, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (args) => {
        try {
          const { values } = readInput(command, args, {});
          expect(Object.keys(values)).toEqual(Object.keys(command.options));
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });

  test("mean the same apart, in one word, and as a variable", () => {
    const options = Object.entries(command.options).flatMap(([name, option]) =>
      takesValue(option) ? [[name, option] as const] : [],
    );
    if (options.length === 0) return;
    const operands = command.operands ? ["x"] : [];
    const read = (name: string, args: readonly string[], environment = {}) => {
      try {
        return readInput(command, [...args, ...operands], environment).values[name];
      } catch (error) {
        return (error as Error).message.replace(variableOf(name), `--${name}`);
      }
    };
    // Not what the ways differ in: dashes, what is empty, and the commas and blanks of lists.
    const value = fc.string({ minLength: 1 }).filter((text) => !/^-|,|^\s|\s$/.test(text));
    fc.assert(
      fc.property(fc.constantFrom(...options), value, ([name, { of }], text) => {
        const given = of.words?.[0] ?? text;
        const apart = read(name, [`--${name}`, given]);
        expect(read(name, [`--${name}=${given}`])).toEqual(apart);
        expect(read(name, [], { [variableOf(name)]: given })).toEqual(apart);
      }),
    );
  });
});

test("of an option that is given again the last counts, and all of one that may be", () => {
  const args = ["--port", "1", "--scenario", "a", "--port=2", "--scenario=b"];
  const { values, givenAs } = readInput(startCommand, args, { OUTCROP_SEED: "3", OUTCROP_SCENARIO: "c,d" });
  expect(values).toMatchObject({ port: 2, scenario: ["a", "b"], seed: 3, host: "127.0.0.1", watch: false });
  expect([givenAs("port"), givenAs("seed"), givenAs("host")]).toEqual(["--port", "OUTCROP_SEED", undefined]);
  expect(readInput(startCommand, [], { OUTCROP_SCENARIO: " c , d,, " }).values).toMatchObject({ scenario: ["c", "d"] });
});
