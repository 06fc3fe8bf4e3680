import { NotEmulatedError } from "../errors.ts";
import { type GuardrailConfig, readGuardrailConfig } from "../operations/bedrock/guardrail-config.ts";
import { guardrailArn } from "../operations/bedrock/guardrail-identifier.ts";
import { addTags } from "../operations/bedrock/profile-tags.ts";
import { operationCodec } from "../protocol/operation.ts";
import { problemAt, type ScenarioPath } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Guardrail, GuardrailVersion } from "../state/guardrails.ts";
import type { Scope } from "../state/store.ts";
import { type Compilation, checkRegion, orProblem } from "./compilation.ts";

/** A guardrail that exists from the start, as it is made at a moment. */
export interface StartingGuardrail extends Scope {
  readonly id: string;
  madeAt(now: Date): Guardrail;
}

type Section = NonNullable<Scenario["guardrails"]>[number];

/** Compiles the section `guardrails`: each is checked as CreateGuardrail checks its request. */
export function compileGuardrails({ guardrails = [] }: Scenario, compilation: Compilation): StartingGuardrail[] {
  const { problems, region, account } = compilation;
  const taken = new Set<string>();
  return guardrails.flatMap((guardrail, index): StartingGuardrail[] => {
    const keys = ["guardrails", index];
    const scope = { account: guardrail.account ?? account, region: guardrail.region ?? region };
    // An unknown default Region is a problem of its own place, and only once.
    if (guardrail.region !== undefined && !checkRegion([...keys, "region"], scope.region, compilation)) return [];
    if (!compilation.catalog.regions.get(scope.region)) return [];
    for (const member of ["id", "name"] as const) {
      const key = `${scope.account} ${scope.region} ${member} ${guardrail[member]}`;
      if (taken.has(key)) {
        const message = `"${guardrail[member]}" is the ${member} of a guardrail of account ${scope.account} in ${scope.region} above`;
        problems.push(problemAt([...keys, member], message));
      }
      taken.add(key);
    }
    const made = orProblem(keys, compilation, "", () => compile(guardrail, keys, scope, compilation));
    return made ? [made] : [];
  });
}

function compile(
  section: Section,
  keys: ScenarioPath,
  scope: Scope,
  compilation: Compilation,
): StartingGuardrail | undefined {
  const { account: _, region: __, id, versions = 0, tags: named = {}, ...given } = section;
  const draft = readDraft(readRequest(given, keys, compilation), keys, scope, compilation);
  const tags = addTags(
    new Map(),
    Object.entries(named).map(([key, value]) => ({ key, value })),
  );
  if (!draft) return undefined;
  const arn = guardrailArn(id, scope, compilation);
  const madeAt = (now: Date): Guardrail => {
    const made = { ...draft, createdAt: now, updatedAt: now };
    const numbered = (at: number) => ({ ...made, version: `${at + 1}`, description: undefined });
    const all = Array.from({ length: versions }, (_, at) => numbered(at));
    return { id, arn, tags, draft: made, versions: all, lastVersion: versions };
  };
  return { ...scope, id, madeAt };
}

/** The draft, at no time yet; what Outcrop does not emulate is a problem here and no error of a request. */
function readDraft(
  config: GuardrailConfig,
  keys: ScenarioPath,
  scope: Scope,
  compilation: Compilation,
): GuardrailVersion | undefined {
  const never = new Date(0);
  try {
    return readGuardrailConfig(config, scope, compilation, { createdAt: never, updatedAt: never });
  } catch (error) {
    if (!(error instanceof NotEmulatedError)) throw error;
    compilation.problems.push(problemAt(keys, error.message));
    return undefined;
  }
}

/** Reads the members of CreateGuardrail as the wire reads them; what it would pass over is a problem here. */
function readRequest(given: object, keys: ScenarioPath, { problems }: Compilation): GuardrailConfig {
  const codec = operationCodec("bedrock", "CreateGuardrail");
  const request = { method: "POST", path: "/guardrails", query: "", headers: {} };
  const read = codec.read({ ...request, body: Buffer.from(JSON.stringify(given)) }, {});
  codec.check(read);
  for (const path of strayKeys(given, read)) {
    problems.push(problemAt([...keys, ...path], `unknown key "${String(path.at(-1))}"`));
  }
  return read as unknown as GuardrailConfig;
}

/** The places of what was given and is not known. */
function strayKeys(given: unknown, known: unknown): PropertyKey[][] {
  if (typeof given !== "object" || given === null || typeof known !== "object" || known === null) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const key = Array.isArray(given) ? Number(name) : name;
    if (!(name in known)) return [[key]];
    return strayKeys(value, (known as Record<string, unknown>)[name]).map((path) => [key, ...path]);
  });
}
