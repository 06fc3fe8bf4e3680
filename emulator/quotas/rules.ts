import { awsControlPlaneRates, awsModelQuotas, awsQuotaName, type ModelQuota } from "./aws-defaults.ts";
import type { QuotaKind } from "./kind.ts";

/** Whose quota it is: every account has its own in every source Region, for every model and kind. */
export interface QuotaKey {
  /** 12 digits. */
  readonly account: string;
  /** The source Region: AWS counts every quota there, wherever the request is processed. */
  readonly region: string;
  /** The foundation model's id. */
  readonly model: string;
  readonly kind: QuotaKind;
}

/** Values of a scenario for the keys that it names; what is not named is any. */
export interface QuotaRule {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly model?: string | undefined;
  readonly kind?: QuotaKind | undefined;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Default: `tokensPerMinute` × 1,440. */
  readonly tokensPerDay?: number | undefined;
}

/** How often an account may call an operation of the control plane in a Region. */
export interface ControlPlaneRule {
  readonly operation: string;
  /** More than 0; 0.5 is once in two seconds. */
  readonly perSecond: number;
}

/** The `quotas` section of a scenario. */
export interface QuotaSettings {
  /** `off` (default): only the rules below apply. `aws`: AWS's default values apply where no rule says otherwise. */
  readonly mode?: "off" | "aws" | undefined;
  readonly rules?: readonly QuotaRule[] | undefined;
  readonly controlPlane?: readonly ControlPlaneRule[] | undefined;
}

/** A value and where it comes from. */
export interface Limit {
  readonly value: number;
  /** Its place in the scenario (`quotas.rules[0]`) or the name of AWS's quota. */
  readonly rule: string;
}

export type ModelQuotaName = "requestsPerMinute" | "tokensPerMinute" | "tokensPerDay";

/** The quotas of one key; one that is absent is unlimited. */
export type Limits = { readonly [Name in ModelQuotaName]?: Limit };

export interface RuleBook {
  /** The quotas of `key`; `undefined` when it has none. */
  limitsFor(key: QuotaKey): Limits | undefined;
  rateOf(operation: string): Limit | undefined;
}

/**
 * Puts the rules in force in order. Each of the three quotas is looked up on its own: a rule that gives requests only leaves
 * the tokens to other rules. The most specific rule that gives the quota wins: one that names the account beats one that does
 * not, then the model decides, then the Region, then the kind; of two that name the same, the later. Every rule of a
 * scenario beats AWS's defaults, and a daily quota that no rule gives is the resulting tokens per minute × 1,440, as by AWS:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html.
 * Throws RangeError for values that are not numbers of 0 or more, or a rate of 0.
 */
export function createRuleBook({ mode = "off", rules = [], controlPlane = [] }: QuotaSettings): RuleBook {
  const scenario = new ScenarioRules(rules);
  const defaults = mode === "aws" ? new Map(awsModelQuotas.map((quota) => [defaultKey(quota), quota])) : undefined;
  const rates = new Map<string, Limit>();
  if (mode === "aws") {
    for (const { operation, perSecond } of awsControlPlaneRates) {
      rates.set(operation, { value: perSecond, rule: `AWS's rate of ${operation} (assumed)` });
    }
  }
  controlPlane.forEach(({ operation, perSecond }, index) => {
    if (!(perSecond > 0 && perSecond < Number.POSITIVE_INFINITY)) throw new RangeError(`${perSecond} calls a second`);
    rates.set(operation, { value: perSecond, rule: `quotas.controlPlane[${index}]` });
  });
  return {
    limitsFor(key) {
      const quota = defaults?.get(defaultKey(key));
      if (!quota && scenario.isEmpty) return undefined;
      const requestsPerMinute = scenario.find("requestsPerMinute", key) ?? awsLimit(quota, key, "requests");
      const tokensPerMinute = scenario.find("tokensPerMinute", key) ?? awsLimit(quota, key, "tokens");
      const tokensPerDay = scenario.find("tokensPerDay", key) ?? perDay(tokensPerMinute);
      if (!requestsPerMinute && !tokensPerMinute && !tokensPerDay) return undefined;
      return {
        ...(requestsPerMinute && { requestsPerMinute }),
        ...(tokensPerMinute && { tokensPerMinute }),
        ...(tokensPerDay && { tokensPerDay }),
      };
    },
    rateOf: (operation) => rates.get(operation),
  };
}

const MINUTES_PER_DAY = 1_440;

function perDay(perMinute: Limit | undefined): Limit | undefined {
  return perMinute && { value: perMinute.value * MINUTES_PER_DAY, rule: `${perMinute.rule}, × 1,440` };
}

function defaultKey({ model, kind }: Pick<QuotaKey, "model" | "kind">): string {
  return `${kind} ${model}`;
}

function awsLimit(
  quota: ModelQuota | undefined,
  { region }: QuotaKey,
  counted: "requests" | "tokens",
): Limit | undefined {
  if (!quota) return undefined;
  const values = quota.regions?.[region] ?? quota;
  const value = counted === "requests" ? values.requestsPerMinute : values.tokensPerMinute;
  return value === undefined ? undefined : { value, rule: awsQuotaName(quota, counted) };
}

/** In the order of their weight: a rule that names an earlier one is more specific than any that names only later ones. */
const SELECTORS = ["account", "model", "region", "kind"] as const;
type Selector = (typeof SELECTORS)[number];

const QUOTAS: readonly ModelQuotaName[] = ["requestsPerMinute", "tokensPerMinute", "tokensPerDay"];

/** The rules that name the same selectors, by the values they name. */
interface Level {
  readonly named: readonly Selector[];
  readonly weight: number;
  readonly limits: Map<string, Limits>;
}

/** The rules of a scenario by what they name, so that finding one takes a look-up for each of at most 16 combinations. */
class ScenarioRules {
  readonly #levels: readonly Level[];

  constructor(rules: readonly QuotaRule[]) {
    const levels = new Map<number, Level>();
    rules.forEach((rule, index) => {
      const named = SELECTORS.filter((selector) => rule[selector] !== undefined);
      const weight = named.reduce((sum, selector) => sum + 2 ** (SELECTORS.length - SELECTORS.indexOf(selector)), 0);
      const level = levels.get(weight) ?? { named, weight, limits: new Map() };
      levels.set(weight, level);
      const key = selected(named, rule);
      level.limits.set(key, { ...level.limits.get(key), ...limitsOf(rule, `quotas.rules[${index}]`) });
    });
    this.#levels = [...levels.values()].sort((a, b) => b.weight - a.weight);
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  find(quota: ModelQuotaName, key: QuotaKey): Limit | undefined {
    for (const { named, limits } of this.#levels) {
      const limit = limits.get(selected(named, key))?.[quota];
      if (limit) return limit;
    }
    return undefined;
  }
}

function selected(named: readonly Selector[], from: QuotaRule): string {
  return named.map((selector) => from[selector]).join(" ");
}

function limitsOf(rule: QuotaRule, place: string): Limits {
  const limits: { [Name in ModelQuotaName]?: Limit } = {};
  for (const quota of QUOTAS) {
    const value = rule[quota];
    if (value === undefined) continue;
    if (!(value >= 0)) throw new RangeError(`${place}.${quota} is ${value}`);
    limits[quota] = { value, rule: place };
  }
  return limits;
}
