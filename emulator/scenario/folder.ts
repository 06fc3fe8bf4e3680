import type { ScenarioDocument } from "./document.ts";
import { joinSections } from "./merge.ts";
import { problemAt, ScenarioError, type ScenarioProblem } from "./scenario-error.ts";

/** A file of a folder, and the other files that it took something from. */
export interface FolderFile {
  readonly path: string;
  load(): Promise<{ readonly document: ScenarioDocument; readonly taken: ReadonlySet<string> }>;
}

const MOST_FILES = 1_000;

/**
 * Puts the files of a folder side by side, as `include` does: lists follow each other in the order of the files' names, maps are
 * joined, and what is one value may be said by one file only. A file that another of them takes from is a part of that one, and not
 * read for itself. Throws ScenarioError with what is wrong in any of them.
 */
export async function loadFolder(folder: string, files: readonly FolderFile[]): Promise<ScenarioDocument> {
  if (files.length > MOST_FILES) {
    const message = `the folder has ${files.length} scenario files; ${MOST_FILES} at most are read`;
    throw new ScenarioError([problemAt([], message, { file: folder })]);
  }
  const parts = new Set<string>();
  const loaded: { readonly path: string; readonly document: ScenarioDocument }[] = [];
  const broken: { readonly path: string; readonly error: ScenarioError }[] = [];
  for (const { path, load } of files) {
    try {
      const { document, taken } = await load();
      for (const part of taken) parts.add(part);
      loaded.push({ path, document: checkSections(document, path) });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      broken.push({ path, error });
    }
  }
  const isWhole = ({ path }: { readonly path: string }) => !parts.has(path);
  const problems: ScenarioProblem[] = broken.filter(isWhole).flatMap(({ error }) => error.problems);
  if (problems.length > 0) throw new ScenarioError(problems);
  return joinSections(loaded.filter(isWhole).map(({ document }) => document));
}

/** What is no map would get lost among others that are. */
function checkSections(document: ScenarioDocument, file: string): ScenarioDocument {
  const { content, locate } = document;
  if (content === null || (typeof content === "object" && !Array.isArray(content))) return document;
  throw new ScenarioError([problemAt([], "a scenario is a map of sections", { file, ...locate([]) })]);
}
