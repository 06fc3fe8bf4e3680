import { styleText } from "node:util";
import { type Command, type Example, type Option, takesValue, variableOf } from "./definition.ts";

/** What exit codes say, whatever the command. */
const EXIT_CODES = { 0: "done", 1: "a check failed", 2: "bad usage or a bad file" } as const;

/** So many characters fit in a line. */
const WIDTH = 80;

type Row = readonly [term: string, about: string];

const HELP: Row = ["-h, --help", "show this help"];

/** The help of all commands, for people; headings are shown as the terminal behind `stream` can. */
export function writeHelp(commands: readonly Command[], stream: NodeJS.WriteStream): string {
  const heading = headingFor(stream);
  return [
    "Outcrop: a local emulator of Amazon Bedrock inference profiles",
    "",
    heading("Usage"),
    "  outcrop COMMAND [options]",
    "  outcrop COMMAND --help",
    "",
    heading("Commands"),
    ...writeRows([
      ...commands.map(({ name, summary }): Row => [name, summary]),
      ["help", "show this help, or that of a command"],
    ]),
    "",
    heading("Options"),
    ...writeRows([HELP, ["-v, --version", "show the version"]]),
    "",
    heading("Exit codes"),
    ...writeRows(Object.entries(EXIT_CODES)),
    "",
    ...wrap(
      "Every option of a command is also an environment variable, such as OUTCROP_PORT for --port; the command line wins.",
      0,
    ),
    "",
  ].join("\n");
}

/** The help of one command. */
export function writeCommandHelp(command: Command, stream: NodeJS.WriteStream): string {
  const { summary, usage, about, operands, options, examples, exitCodes } = command;
  const heading = headingFor(stream);
  return [
    ...wrap(`outcrop ${command.name}: ${summary}`, 0),
    "",
    heading("Usage"),
    ...usage.map((line) => `  outcrop ${line}`),
    "",
    ...about.flatMap((paragraph) => [...wrap(paragraph, 0), ""]),
    ...(operands ? [heading("Arguments"), ...writeRows([[operands.name, operands.about]]), ""] : []),
    heading("Options"),
    ...writeRows([...Object.entries(options).map(([name, option]) => writeOption(name, option)), HELP]),
    "",
    heading("Examples"),
    ...examples.flatMap(writeExample),
    "",
    heading("Exit codes"),
    ...writeRows(Object.entries(exitCodes)),
    "",
  ].join("\n");
}

/** An option as it is typed. */
export const termOf = (name: string, option: Option): string =>
  takesValue(option) ? `--${name} ${option.value}` : `--${name}`;

function writeOption(name: string, option: Option): Row {
  const { words } = takesValue(option) ? option.of : {};
  const notes = [
    ...(words ? [`[one of: ${words.join(", ")}]`] : []),
    ...(takesValue(option) && option.default !== undefined ? [`[default: ${option.default}]`] : []),
    `[env: ${variableOf(name)}]`,
  ];
  return [termOf(name, option), `${option.about} ${notes.join(" ")}`];
}

const writeExample = ({ line, about }: Example) => [`  # ${about}`, `  outcrop ${line}`];

const headingFor = (stream: NodeJS.WriteStream) => (text: string) => styleText("bold", text, { stream });

/** Terms to the left of what is said about them; a term that is too long has a line of its own. */
function writeRows(rows: readonly Row[]): string[] {
  const most = Math.max(...rows.map(([term]) => term.length).filter((length) => length <= 20));
  const indent = most + 4;
  return rows.flatMap(([term, about]) => {
    const lines = wrap(about, indent);
    return term.length <= most
      ? [`  ${term.padEnd(most)}  ${lines[0]?.trimStart()}`, ...lines.slice(1)]
      : [`  ${term}`, ...lines];
  });
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  // What stands in brackets is not torn apart where it is short.
  for (const word of text.match(/\[[^\]]{1,40}\]|\S+/g) ?? []) {
    if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line].map((part) => `${" ".repeat(indent)}${part}`);
}
