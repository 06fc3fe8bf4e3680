import { parse } from "yaml";
import { readDocument, type ScenarioDocument } from "./document.ts";
import { loadFolder } from "./folder.ts";
import { joinSections, replaceSections } from "./merge.ts";
import { checkScenario, type ScenarioText } from "./parse.ts";
import { type Locate, problemAt, ScenarioError } from "./scenario-error.ts";
import { type Environment, putVariables } from "./variables.ts";

/** What reading scenario files needs of the machine. */
export interface FileAccess {
  /** The text of a file; throws an Error that says why there is none. */
  read(path: string): Promise<string>;
  /** The names of the scenario files in a folder, in order; `undefined` for what is no folder. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** The path of a file that another file names. */
  resolve(from: string, path: string): string;
  readonly environment: Environment;
}

/**
 * Reads scenario files, a later one replacing the sections of an earlier one, with all that they take from other files. One may be
 * a folder, whose files are put side by side:
 * - `extends: FILE` or a list of files, whose sections this file's replace;
 * - `include: FILE` or a list of files, whose sections are put beside this file's: lists follow it, maps are joined;
 * - `{ $file: FILE }` in place of any value: the content of a `.json`, `.yaml` or `.yml` file, else its text;
 * - `${NAME}` and `${NAME:-default}`: environment variables.
 * Paths are seen from the file that names them. Throws ScenarioError with file, line and column of every problem, and what
 * `read` throws for one of `files`.
 */
export async function loadScenario(files: readonly string[], access: FileAccess): Promise<ScenarioText> {
  const documents: ScenarioDocument[] = [];
  for (const file of files) {
    const names = await access.list(file);
    documents.push(
      names ? await loadFolderOf(file, names, access) : await loadFile(file, await access.read(file), [], access),
    );
  }
  const { content, locate } = replaceSections(documents);
  return { scenario: checkScenario(content, locate), locate };
}

function loadFolderOf(folder: string, names: readonly string[], access: FileAccess): Promise<ScenarioDocument> {
  const files = names.map((name) => {
    const path = access.resolve(`${folder}/${name}`, name);
    const load = async () => {
      const text = await access.read(path);
      const taken = new Set<string>();
      const read = (part: string) => {
        taken.add(part);
        return access.read(part);
      };
      return { document: await loadFile(path, text, [], { ...access, read }), taken };
    };
    return { path, load };
  });
  return loadFolder(folder, files);
}

async function loadFile(
  file: string,
  text: string,
  way: readonly string[],
  access: FileAccess,
): Promise<ScenarioDocument> {
  // Looked for in the text first: to walk through tens of thousands of values in vain takes as long as to parse them.
  const mayHave = (written: string) => text.includes(written) || /\\[xuU]/.test(text);
  const read = readDocument(text, file, (document, placeOf) => {
    if (mayHave("${")) putVariables(document, access.environment, placeOf);
  });
  const { locate } = read;
  const content = mayHave("$file") ? await putFiles(read.content, [], { file, locate, access }) : read.content;
  if (typeof content !== "object" || content === null || Array.isArray(content)) return { content, locate };
  const { extends: bases, include, ...sections } = content as Record<string, unknown>;
  const others = async (names: unknown, key: string) => {
    const loaded: ScenarioDocument[] = [];
    for (const [at, name] of namesOf(names, key, locate).entries()) {
      const keys = Array.isArray(names) ? [key, at] : [key];
      const path = access.resolve(file, name);
      if (path === file || way.includes(path)) {
        throw new ScenarioError([problemAt(keys, `${name} leads back to itself`, locate(keys))]);
      }
      const other = await readOrProblem(path, keys, locate, access);
      loaded.push(await loadFile(path, other, [...way, file], access));
    }
    return loaded;
  };
  const below = await others(bases, "extends");
  const beside = await others(include, "include");
  return replaceSections([...below, joinSections([{ content: sections, locate }, ...beside])]);
}

function namesOf(value: unknown, key: string, locate: Locate): readonly string[] {
  const names = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (names.every((name) => typeof name === "string" && name !== "")) return names as string[];
  throw new ScenarioError([problemAt([key], "this is the path of a file, or a list of them", locate([key]))]);
}

interface Surroundings {
  readonly file: string;
  readonly locate: Locate;
  readonly access: FileAccess;
}

/** The value with the content of files in place of `{ $file: FILE }`. */
async function putFiles(value: unknown, keys: readonly PropertyKey[], around: Surroundings): Promise<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [at, item] of value.entries()) items.push(await putFiles(item, [...keys, at], around));
    return items;
  }
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Object.hasOwn(value, "$file")) return contentOfFile(value as { $file: unknown }, keys, around);
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) entries.push([key, await putFiles(item, [...keys, key], around)]);
  return Object.fromEntries(entries);
}

async function contentOfFile(
  value: { readonly $file: unknown },
  keys: readonly PropertyKey[],
  { file, locate, access }: Surroundings,
): Promise<unknown> {
  const refuse = (message: string): never => {
    throw new ScenarioError([problemAt([...keys, "$file"], message, locate([...keys, "$file"]))]);
  };
  const { $file: name } = value;
  if (typeof name !== "string" || name === "") return refuse("this is the path of a file");
  if (Object.keys(value).length > 1) return refuse("'$file' stands alone: the file is the whole value");
  const path = access.resolve(file, name);
  const text = await readOrProblem(path, [...keys, "$file"], locate, access);
  if (!/\.(?:json|ya?ml)$/i.test(path)) return text;
  try {
    return path.toLowerCase().endsWith(".json") ? JSON.parse(text) : parse(text);
  } catch (error) {
    return refuse(`${path} cannot be read: ${(error as Error).message}`);
  }
}

async function readOrProblem(
  path: string,
  keys: readonly PropertyKey[],
  locate: Locate,
  access: FileAccess,
): Promise<string> {
  try {
    return await access.read(path);
  } catch (error) {
    throw new ScenarioError([problemAt(keys, (error as Error).message, locate(keys))]);
  }
}
