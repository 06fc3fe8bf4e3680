import type { Catalog } from "../catalog/index.ts";
import { AwsError } from "../errors.ts";
import { problemAt, type ScenarioPath, type ScenarioProblem } from "../scenario/scenario-error.ts";

/** The things that a scenario's names are looked up in, and where to put what is found wrong with them. */
export interface Compilation {
  readonly catalog: Catalog;
  /** The default Region. */
  readonly region: string;
  /** The default account. */
  readonly account: string;
  readonly problems: ScenarioProblem[];
}

/** Whether `region` is a Region; it is a problem at `keys` when it is none. */
export function checkRegion(keys: ScenarioPath, region: string, { catalog, problems }: Compilation): boolean {
  if (catalog.regions.get(region)) return true;
  const names = catalog.regions.all().map(({ name }) => name);
  problems.push(problemAt(keys, `"${region}" is no Region with Amazon Bedrock. Allowed: ${names.join(", ")}`));
  return false;
}

/** What `find` gives; an error of AWS's becomes a problem at `keys`. */
export function orProblem<T>(
  keys: ScenarioPath,
  { problems }: Compilation,
  hint: string,
  find: () => T,
): T | undefined {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    problems.push(problemAt(keys, error.message + hint));
    return undefined;
  }
}
