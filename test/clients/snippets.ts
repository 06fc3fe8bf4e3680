import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { clientEnvironment } from "./python.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const readDocument = (path: string) => readFileSync(resolve(ROOT, path), "utf8");

/** The code under a heading of a document, for the server at `url`. */
export function snippet(document: string, heading: string, url: string): string {
  const section = document.split(/\n##+ /).find((text) => text.startsWith(`${heading}\n`));
  const code = /```\w+\n(.*?)```/s.exec(section ?? "")?.[1];
  expect(code, `there is no code under "${heading}"`).toBeDefined();
  return (code ?? "").replaceAll("http://127.0.0.1:4577", url);
}

/** What a command prints that runs in a folder of the repository without any settings of AWS but those given. */
export async function output(
  folder: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { env: clientEnvironment(environment), cwd: resolve(ROOT, folder) };
  return (await promisify(execFile)(command, args, options)).stdout;
}
