import { plain } from "../runner/values.ts";
import { generatedId, textsIn } from "./captures.ts";
import type { Exchange } from "./exchange.ts";
import type { Heard } from "./hear.ts";
import { pacer } from "./pacer.ts";
import { createRedactor, type Redactor, type RedactorOptions } from "./redact.ts";

/** A call, and what an SDK makes of it. */
export interface Recorded {
  readonly exchange: Exchange;
  readonly heard: Heard;
}

/** What is known once all calls have been looked at. */
export interface Survey {
  readonly redactor: Redactor;
  /** Hides what is always hidden, to tell whether a rule has hidden more. */
  readonly unruled: Redactor;
  /** The ids of what the calls have created. */
  readonly created: ReadonlySet<string>;
  /** Client tokens that the app has made itself: it has used them more than once. */
  readonly ownTokens: ReadonlySet<string>;
  /** The Region and the account of most calls. */
  readonly region: string;
  readonly account: string;
}

const DEFAULT_REGION = "us-east-1";
/** The emulator's own default. */
const DEFAULT_ACCOUNT = "111122223333";

export async function survey(calls: readonly Recorded[], redact: RedactorOptions): Promise<Survey> {
  const redactor = createRedactor(redact);
  const unruled = createRedactor({ ...redact, rules: [] });
  const pace = pacer();
  for (const { heard } of calls) {
    await pace();
    const { output, stream, error } = heard.outcome;
    for (const one of [redactor, unruled]) one.learn([heard.input, output, stream, error]);
  }
  const callers = calls.flatMap(accountOf);
  for (const account of callers) for (const one of [redactor, unruled]) one.account(account);
  const caller = mostCommon(callers);
  return {
    redactor,
    unruled,
    created: new Set(calls.flatMap(({ heard }) => idsCreated(heard))),
    ownTokens: repeated(calls.flatMap(({ heard }) => tokensOf(heard))),
    region: mostCommon(calls.map(({ exchange }) => exchange.region)) ?? DEFAULT_REGION,
    account: caller === undefined ? DEFAULT_ACCOUNT : redactor.account(caller),
  };
}

/** The members that make a call the same call again: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
export const TOKEN_MEMBERS = ["clientRequestToken", "clientToken"] as const;

/** The ids in the output of a call that creates something: no description of it, and no list. */
function idsCreated({ outcome }: Heard): readonly string[] {
  const { output = {} } = outcome;
  const values = Object.values(output);
  if (("status" in output && "createdAt" in output) || values.some(Array.isArray)) return [];
  return values.flatMap((value) => (typeof value === "string" ? (generatedId(value) ?? []) : []));
}

const tokensOf = ({ input }: Heard): readonly string[] =>
  TOKEN_MEMBERS.flatMap((key) => (typeof input[key] === "string" ? [input[key]] : []));

/** The caller's account, as far as a call tells it. */
function accountOf({ exchange, heard }: Recorded): readonly string[] {
  if (/^\d{12}$/.test(exchange.accessKeyId ?? "")) return [exchange.accessKeyId as string];
  const texts = textsIn(plain([heard.input, heard.outcome.output])).map(([, text]) => text);
  return texts.flatMap((text) => /^arn:[^:]*:bedrock:[^:]*:(\d{12}):/.exec(text)?.[1] ?? []).slice(0, 1);
}

const repeated = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.filter((text, at) => texts.indexOf(text) !== at));

function mostCommon(texts: readonly string[]): string | undefined {
  const counts = Map.groupBy(texts, (text) => text);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
