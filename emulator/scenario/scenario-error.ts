/** One thing that is wrong in a scenario. */
export interface ScenarioProblem {
  /** Where: `profiles[0].copyFrom`; empty for the scenario as a whole. */
  readonly path: string;
  readonly message: string;
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** A scenario that cannot be used, with everything that is wrong in it. */
export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.name = "ScenarioError";
    this.problems = problems;
  }
}

/** `file.yaml:3:5: profiles[0].name: …` */
export function describeProblem({ file, line, column, path, message }: ScenarioProblem): string {
  const place = [file ?? (line === undefined ? undefined : "line"), line, column].filter((part) => part !== undefined);
  return [...(place.length > 0 ? [place.join(":")] : []), ...(path === "" ? [] : [path]), message].join(": ");
}
