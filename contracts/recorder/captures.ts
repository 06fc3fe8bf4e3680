import { parseArn } from "../../emulator/arn.ts";
import { isMap, plain } from "../runner/values.ts";

/** Kinds of resources whose ids the service makes: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
const GENERATED: ReadonlySet<string> = new Set([
  "application-inference-profile",
  "async-invoke",
  "guardrail",
  "model-invocation-job",
  "prompt-router",
]);

/** The id of a resource that somebody has created; `undefined` for any other text. */
export function generatedId(text: string): string | undefined {
  const arn = parseArn(text);
  if (!arn || !GENERATED.has(arn.resourceType)) return undefined;
  return /^[a-z0-9]{8,}$/.test(arn.resourceId) ? arn.resourceId : undefined;
}

/** Members that take the bare id of such a resource too. */
const IDENTIFIERS = /(?:guardrail|inferenceProfile|job)Identifier$/;

/** The ids of what somebody has created that a value names, by ARN or alone. */
export function idsIn(value: unknown): readonly string[] {
  return textsIn(plain(value)).flatMap(([pointer, text]) => {
    const isBare = IDENTIFIERS.test(pointer) && /^[a-z0-9]{8,}$/.test(text);
    return isBare ? [text] : (generatedId(text) ?? []);
  });
}

/** Every text in a value with its JSON pointer (RFC 6901). */
export function textsIn(value: unknown): readonly (readonly [pointer: string, text: string])[] {
  const found: [string, string][] = [];
  const visit = (inner: unknown, pointer: string): void => {
    if (typeof inner === "string") found.push([pointer, inner]);
    else if (Array.isArray(inner)) for (const [at, item] of inner.entries()) visit(item, `${pointer}/${at}`);
    else if (isMap(inner)) {
      for (const [key, item] of Object.entries(inner)) {
        visit(item, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
      }
    }
  };
  visit(value, "");
  return found;
}

/** Where a value comes from that later calls may use. */
interface Source {
  readonly step: number;
  readonly pointer: string;
  name?: string;
}

/** Finds in inputs what earlier outputs have brought, and has it captured there. */
export class Captures {
  readonly #sources = new Map<string, Source>();
  readonly #names = new Set<string>();
  readonly #bySteps = new Map<number, Record<string, string>>();

  /** Notes the output of a step: ids and ARNs that the service has made, and tokens of pages. */
  note(step: number, output: unknown): void {
    for (const [pointer, text] of textsIn(output)) {
      const key = pointer.slice(pointer.lastIndexOf("/") + 1);
      const id = generatedId(text);
      const isToken = key === "nextToken";
      const isId = /Id$/.test(key) && /^[a-z0-9]{8,}$/.test(text);
      if ((id === undefined && !isToken && !isId) || this.#sources.has(text)) continue;
      this.#sources.set(text, { step, pointer });
    }
  }

  /** The value with `{{name}}` in place of what earlier outputs have brought. */
  use(value: unknown): unknown {
    if (typeof value === "string") return this.#useIn(value);
    if (Array.isArray(value)) return value.map((item) => this.use(item));
    if (!isMap(value) || Object.hasOwn(value, "$literal")) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.use(item)]));
  }

  /** What is captured of a step's output: pointers by name. */
  of(step: number): Readonly<Record<string, string>> | undefined {
    return this.#bySteps.get(step);
  }

  #useIn(text: string): string {
    const whole = this.#sources.get(text);
    if (whole) return `{{${this.#nameOf(whole)}}}`;
    const id = generatedId(text);
    // An ARN that the app has put together itself, around an id that it was given.
    const source = id === undefined ? undefined : this.#sources.get(id);
    return source && id !== undefined ? text.replace(id, `{{${this.#nameOf(source)}}}`) : text;
  }

  #nameOf(source: Source): string {
    if (source.name === undefined) {
      const key = source.pointer.split("/").findLast((part) => /^[A-Za-z_]\w*$/.test(part)) ?? "value";
      let name = key;
      for (let at = 2; this.#names.has(name); at++) name = `${key}${at}`;
      this.#names.add(name);
      source.name = name;
      this.#bySteps.set(source.step, { ...this.#bySteps.get(source.step), [name]: source.pointer });
    }
    return source.name;
  }
}
