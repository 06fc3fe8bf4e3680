import { unwatchFile, watchFile } from "node:fs";
import type { Emulator } from "../emulator.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { UsageError } from "./usage-error.ts";

/** How often files are looked at, in milliseconds: polling sees also what an editor puts in a file's place, and mounted folders. */
const INTERVAL_MS = 250;

/**
 * Looks after scenario files, and all files that they take something from: when one changes, its rules are swapped and state is
 * kept. A scenario that cannot be used is told to `tell`, and the one before stays at work. Gives what ends the watching.
 */
export function watchScenarios(
  emulator: Emulator,
  files: readonly string[],
  environment: Environment,
  { read, tell }: { readonly read: readonly string[]; readonly tell: (message: string) => void },
): () => void {
  let watched: readonly string[] = [];
  let isDue = false;
  let isReloading = false;

  const watch = (paths: readonly string[]) => {
    // What is watched already stays so: a new watcher would take a file that has come back for one that was always there.
    for (const path of watched) if (!paths.includes(path)) unwatchFile(path, onChange);
    for (const path of paths) {
      if (!watched.includes(path)) watchFile(path, { interval: INTERVAL_MS, persistent: false }, onChange);
    }
    watched = paths;
  };
  const reload = async () => {
    isReloading = true;
    while (isDue) {
      isDue = false;
      // What was read before the file went wrong is watched too: that may be where it is put right.
      const found = new Set<string>(watched);
      try {
        const { scenario, locate } = await readScenarioFiles(files, environment, (path) => {
          // Before it is read: what changes after that is seen.
          watch([...found.add(path)]);
        });
        await emulator.useScenario(scenario).catch((error: unknown) => {
          throw error instanceof ScenarioError ? error.located(locate) : error;
        });
        tell(`outcrop: the scenario was loaded anew (${files.join(", ")})`);
      } catch (error) {
        if (!(error instanceof ScenarioError || error instanceof UsageError)) throw error;
        tell(`${error.message}\noutcrop: the scenario as it was before stays at work`);
      }
    }
    isReloading = false;
  };
  function onChange(): void {
    isDue = true;
    if (!isReloading) void reload();
  }

  watch(read);
  return () => watch([]);
}
