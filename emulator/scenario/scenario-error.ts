/** The way to a value of the scenario, key by key: `["profiles", 0, "copyFrom"]`. */
export type ScenarioPath = readonly PropertyKey[];

/** Where a value stands in a scenario's text. */
export interface ScenarioPlace {
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** Finds the place of a value, or of what it would stand in; knows nothing of a scenario that was never text. */
export type Locate = (path: ScenarioPath) => ScenarioPlace;

/** One thing that is wrong in a scenario. */
export interface ScenarioProblem extends ScenarioPlace {
  /** Where: `profiles[0].copyFrom`; empty for the scenario as a whole. */
  readonly path: string;
  /** The same, key by key. */
  readonly keys: ScenarioPath;
  readonly message: string;
}

/** A scenario that cannot be used, with everything that is wrong in it. */
export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.name = "ScenarioError";
    this.problems = problems;
  }

  /** The same error with the places of its problems; those that have one keep it. */
  located(locate: Locate): ScenarioError {
    return new ScenarioError(this.problems.map((problem) => ({ ...locate(problem.keys), ...problem })));
  }
}

/** Makes the problem of the value at `keys`. */
export function problemAt(keys: ScenarioPath, message: string, place: ScenarioPlace = {}): ScenarioProblem {
  return { path: writePath(keys), keys, message, ...place };
}

const writePath = (keys: ScenarioPath) =>
  keys.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`)).join("");

/** `file.yaml:3:5: profiles[0].name: …` */
export function describeProblem({ file, line, column, path, message }: ScenarioProblem): string {
  const place = [file ?? (line === undefined ? undefined : "line"), line, column].filter((part) => part !== undefined);
  return [...(place.length > 0 ? [place.join(":")] : []), ...(path === "" ? [] : [path]), message].join(": ");
}
