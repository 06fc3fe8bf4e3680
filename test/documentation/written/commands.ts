import { type Command, takesValue, variableOf } from "../../../emulator/command/definition.ts";
import { commands } from "../../../emulator/command/definitions/index.ts";
import { termOf } from "../../../emulator/command/help.ts";
import { code, writeTable } from "./table.ts";

/** The help of all commands, as a page. */
export const writeCommands = (): string => commands.map(writeCommand).join("\n\n");

function writeCommand({ name, summary, usage, about, operands, options, examples, exitCodes }: Command): string {
  const rows = Object.entries(options).map(([option, of]) => {
    const { words = [] } = takesValue(of) ? of.of : {};
    const oneOf = words.length > 0 ? `; one of ${words.map(code).join(", ")}` : "";
    const usual = takesValue(of) && of.default !== undefined ? code(of.default) : "";
    return [code(termOf(option, of)), of.about + oneOf, usual, code(variableOf(option))];
  });
  return [
    `## outcrop ${name}`,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    usage.map((line) => `- ${code(`outcrop ${line}`)}`).join("\n"),
    ...about,
    ...(operands ? [`${code(operands.name)}: ${operands.about}.`] : []),
    ...(rows.length > 0 ? [writeTable(["option", "", "default", "variable"], rows)] : []),
    writeTable(
      ["example", ""],
      examples.map(({ line, about: what }) => [code(`outcrop ${line}`), what]),
    ),
    writeTable(["exit code", ""], Object.entries(exitCodes)),
  ].join("\n\n");
}
