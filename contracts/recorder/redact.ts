import { apiModel } from "../../emulator/protocol/model.ts";
import { personalData } from "../../emulator/verification/personal-data.ts";
import type { PersonalDataKind } from "../../emulator/verification/rule.ts";
import { calledServices } from "../runner/operations.ts";
import { isMap, textOf } from "../runner/values.ts";

/** What is hidden besides account ids and credentials: words of people and models, a kind of personal data, or what a pattern finds. */
export type RedactionRule = "prompts" | PersonalDataKind | RegExp;

export interface RedactorOptions {
  readonly rules: readonly RedactionRule[];
  /** Texts that are no secret, such as the account ids of a scenario that the recording stands on. */
  readonly keep: ReadonlySet<string>;
}

/** Hides what a recording must not tell, the same thing behind the same stand-in everywhere. */
export interface Redactor {
  /** Learns the account ids that a value names, so that they are hidden wherever they stand. */
  learn(value: unknown): void;
  /** The account that stands for `account`. */
  account(account: string): string;
  /** A value of a call to a model: `prompts` hides its words too. */
  spoken(value: unknown): unknown;
  /** Any other value. */
  value(value: unknown): unknown;
  /** How often something was hidden, by what it was. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Account ids that AWS's documentation uses and that nobody has: they are kept, and the first of them stand for others. */
const OF_EXAMPLES = ["111122223333", "222233334444", "333344445555", "444455556666", "555566667777", "123456789012"];

const ACCOUNT_IN_ARN = /(?<=\barn:[^:\s]*:[^:\s]*:[^:\s]*:)\d{12}(?=:)/g;
/** Access keys, ids of users and roles, and Bedrock API keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const CREDENTIAL = /\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ABSK)[A-Za-z0-9+/=]{12,}|\bbedrock-api-key-[A-Za-z0-9+/=_-]+/g;
/** Users, roles and sessions have the names of people. */
const PRINCIPAL = /(?<=\barn:[^:\s]*:(?:iam|sts)::\d{12}:)(user|role|assumed-role|federated-user)\/[^\s"']+/g;
const PRINCIPAL_STAND_INS: Readonly<Record<string, string>> = {
  user: "user/name",
  role: "role/name",
  "assumed-role": "assumed-role/name/session",
  "federated-user": "federated-user/name",
};

/**
 * Keys whose values are no words of anybody: names that the API gives, and what an app says of the call. Below any other key of a
 * call to a model `prompts` hides every text.
 */
const TECHNICAL: ReadonlySet<string> = new Set([
  "additionalModelResponseFieldPaths",
  "anthropic_beta",
  "anthropic_version",
  "cachePoint",
  "cache_control",
  "clientRequestToken",
  "embeddingTypes",
  "embedding_types",
  "format",
  "guardrailConfig",
  "guardrailIdentifier",
  "guardrailVersion",
  "id",
  "inferenceConfig",
  "input_type",
  "latency",
  "media_type",
  "modelId",
  "model",
  "modelArn",
  "name",
  "outputConfig",
  "outputDataConfig",
  "performanceConfig",
  "promptRouterArn",
  "role",
  "serviceTier",
  "source_type",
  "status",
  "stop_reason",
  "stopReason",
  "taskType",
  "toolConfig",
  "tools",
  "tool_choice",
  "toolUseId",
  "tool_use_id",
  "type",
  "accept",
  "contentType",
  "usage",
]);

/** Names of things, whatever the service calls them. */
const NAMING = /(?:Arn|Id|Identifier|Version)$/;

const isTechnical = (key: string) => TECHNICAL.has(key) || NAMING.test(key);

let enumValues: ReadonlySet<string> | undefined;

/** Whether a text is one of the fixed words of the API. */
function isEnumValue(text: string): boolean {
  enumValues ??= new Set(
    calledServices.flatMap((service) => Object.values(apiModel(service).shapes).flatMap((shape) => shape.enum ?? [])),
  );
  return enumValues.has(text);
}

export function createRedactor({ rules, keep }: RedactorOptions): Redactor {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const accounts = new Map<string, string>();
  const learnAccount = (account: string) => {
    if (accounts.has(account)) return;
    const isKept = keep.has(account) || OF_EXAMPLES.includes(account);
    const taken = new Set(accounts.values());
    const free = OF_EXAMPLES.find((example) => !taken.has(example) && !accounts.has(example) && !keep.has(example));
    accounts.set(account, isKept ? account : (free ?? String(900_000_000_000 + accounts.size)));
  };
  const hidesPrompts = rules.includes("prompts");
  const patterns = rules.flatMap((rule): [string, RegExp][] => {
    if (rule === "prompts") return [];
    if (rule instanceof RegExp) return [[`/${rule.source}/`, new RegExp(rule.source, withG(rule.flags))]];
    return [[rule, new RegExp(personalData[rule].source, "gu")]];
  });

  const text = (given: string): string => {
    let hidden = given.replaceAll(/(?<!\d)\d{12}(?!\d)/g, (digits) => {
      const standIn = accounts.get(digits);
      if (standIn === undefined || standIn === digits) return digits;
      count("account ids");
      return standIn;
    });
    hidden = hidden.replaceAll(PRINCIPAL, (whole, kind: string) => {
      if ([...keep].some((kept) => kept.endsWith(whole))) return whole;
      const standIn = PRINCIPAL_STAND_INS[kind] ?? whole;
      if (standIn !== whole) count("names of principals");
      return standIn;
    });
    hidden = hidden.replaceAll(CREDENTIAL, (whole) => {
      if (keep.has(whole)) return whole;
      count("credentials");
      return "redacted-credential";
    });
    for (const [name, pattern] of patterns) {
      hidden = hidden.replaceAll(pattern, (whole) => {
        if (whole !== "") count(name);
        return whole === "" ? "" : blank(whole);
      });
    }
    return hidden;
  };

  const walk = (value: unknown, spoken: boolean): unknown => {
    if (typeof value === "string") {
      if (!spoken || isEnumValue(value)) return text(value);
      if (/\p{L}|\p{N}/u.test(value)) count("prompts");
      return blank(text(value));
    }
    if (Array.isArray(value)) return value.map((item) => walk(item, spoken));
    if (value instanceof Uint8Array) return walkBytes(value, spoken);
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, walk(item, spoken && !isTechnical(key))]),
    );
  };
  const walkBytes = (bytes: Uint8Array, spoken: boolean): unknown => {
    const written = textOf(bytes);
    if (written === undefined) {
      if (spoken) throw new NotRedactable("it holds bytes that are no text, and prompts are to be hidden");
      return bytes;
    }
    let json: unknown;
    try {
      json = JSON.parse(written);
    } catch {
      return new TextEncoder().encode(walk(written, spoken) as string);
    }
    const hidden = JSON.stringify(walk(json, spoken));
    return hidden === JSON.stringify(json) ? bytes : new TextEncoder().encode(hidden);
  };
  const learn = (value: unknown): void => {
    if (typeof value === "string") for (const [account] of value.matchAll(ACCOUNT_IN_ARN)) learnAccount(account);
    else if (value instanceof Uint8Array) learn(textOf(value));
    else if (Array.isArray(value)) value.forEach(learn);
    else if (isMap(value)) Object.values(value).forEach(learn);
  };
  return {
    learn,
    account(account) {
      learnAccount(account);
      return accounts.get(account) ?? account;
    },
    spoken: (value) => walk(value, hidesPrompts),
    value: (value) => walk(value, false),
    counts,
  };
}

/** A call that cannot be written down without what is to be hidden. */
export class NotRedactable extends Error {
  override readonly name = "NotRedactable";
}

const withG = (flags: string) => (flags.includes("g") ? flags : `${flags}g`);

/** The same with every letter an x and every digit a 0, so that lengths and forms stay. */
const blank = (text: string): string => text.replaceAll(/\p{L}\p{M}*/gu, "x").replaceAll(/\p{N}/gu, "0");
