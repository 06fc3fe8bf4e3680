import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { clientEnvironment, python } from "../clients/python.ts";
import { type Block, readPage } from "../documentation/pages.ts";

/** The blocks of a page that a test runs by itself. */
export const blocksOf = (page: string, suite: string): readonly Block[] =>
  readPage(page).blocks.filter(({ directives }) => directives.includes(`run-by:${suite}`));

/** The code of the one block under a heading in this language. */
export function codeUnder(blocks: readonly Block[], heading: string, language: string): string {
  const [block, another] = blocks.filter((one) => one.heading === heading && one.language === language);
  if (!block || another) throw new Error(`there is not one block of ${language} under "${heading}"`);
  return block.code;
}

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without settings of AWS; rejects, with what it printed, when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Printed> {
  const options = { env: clientEnvironment(env), maxBuffer: 16 * 1024 * 1024, ...(cwd === undefined ? {} : { cwd }) };
  return promisify(execFile)(program, args, options);
}

/** Runs lines of a shell, of which none may fail. */
export const shell = (lines: string, options: Parameters<typeof run>[2]): Promise<Printed> =>
  run("bash", ["-euo", "pipefail", "-c", lines], options);

/** Holds files against a schema that `check-jsonschema` brings along. */
export const checkSchema = (schema: string, file: string): Promise<Printed> =>
  run(python, ["-m", "check_jsonschema", "--builtin-schema", schema, file]);
