import type { FoundationModel } from "../catalog/index.ts";
import type { Random } from "../random.ts";

/** How models are spoken to that work for minutes and leave files: through StartAsyncInvoke alone. */
export interface AsyncFamily {
  /** Whether `manifest.json` is there as soon as the work begins. */
  readonly hasManifest: boolean;
  /**
   * Reads a model input. `open` reads an S3 object that it names. Throws what Bedrock answers to an input that it refuses at once;
   * what it finds out later makes the work fail.
   */
  read(modelInput: unknown, model: FoundationModel, open: OpenObject): Promise<AsyncTask>;
  /** Does the work: the same plan and the same chance leave the same bytes. */
  carryOut(plan: unknown, bench: AsyncBench): Promise<AsyncResult>;
}

/** Reads an S3 object by its URI. Throws AWS's error when it cannot be read. */
export type OpenObject = (uri: string) => Promise<Uint8Array>;

/** One request to such a model. */
export interface AsyncTask {
  /** What is asked for in words, for rules that look at it. */
  readonly text: string;
  /** Tokens of the prompt, by the rule of `tokens.ts`; 0 for a model that is not paid by tokens. */
  readonly inputTokens: number;
  /** How long the work takes, in milliseconds of the emulator's clock. */
  readonly durationMs: number;
  /** What to do, as small plain data: it is kept until the work is done, and the input is not. */
  readonly plan: unknown;
}

/** What the work is done with. */
export interface AsyncBench {
  readonly model: FoundationModel;
  readonly random: Random;
  /** The S3 URI of a file that the work leaves. */
  uriOf(name: string): string;
  readonly open: OpenObject;
  /** What goes wrong on purpose: content filters find something in what the model makes, or the model breaks down. */
  readonly defect: "blocked" | "broken" | undefined;
}

export interface AsyncResult {
  /** By their names below the invocation's folder. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Why the work failed; files may be there all the same. */
  readonly failureMessage?: string;
}

/** Joins both halves of a family, of which only the family itself knows the form of its plans. */
export function asyncFamily<Plan>(family: {
  readonly hasManifest: boolean;
  read(input: unknown, model: FoundationModel, open: OpenObject): Promise<AsyncTask & { readonly plan: Plan }>;
  carryOut(plan: Plan, bench: AsyncBench): Promise<AsyncResult>;
}): AsyncFamily {
  return { ...family, carryOut: (plan, bench) => family.carryOut(plan as Plan, bench) };
}

/** A value as the bytes of a JSON file. */
export const jsonFile = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
