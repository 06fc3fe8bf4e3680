import { type Check, counted, Evidence, everyExchange } from "./check.ts";
import { type Exchange, hasFailed } from "./exchange.ts";
import type { Budget, ExpectedCalls } from "./rule.ts";
import type { Selector } from "./selector.ts";

/** So many requests of a kind are made. */
export function callsCheck(selector: Selector, { times, atLeast, atMost }: ExpectedCalls): Check {
  const least = times ?? atLeast ?? (atMost === undefined ? 1 : 0);
  const most = times ?? atMost ?? Number.POSITIVE_INFINITY;
  const evidence = new Evidence();
  return {
    see: (exchange) => {
      if (selector(exchange)) evidence.add(exchange.id);
    },
    verdict: () => {
      const { count, ids } = evidence;
      const expected =
        least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
      return {
        ok: count >= least && count <= most,
        message: `${counted(count, "such request")}, expected ${expected}`,
        requests: ids,
      };
    },
  };
}

/** Requests of these kinds are made in this order. */
export function orderCheck(selectors: readonly Selector[]): Check {
  const found: string[] = [];
  return {
    see: (exchange) => {
      const next = selectors[found.length];
      if (next?.(exchange)) found.push(exchange.id);
    },
    verdict: () => {
      const isWhole = found.length === selectors.length;
      const missing = `step ${found.length + 1} of ${selectors.length} has not come after the ones before it`;
      return { ok: isWhole, message: isWhole ? "all steps came in this order" : missing, requests: found };
    },
  };
}

/** After a failed request the next one, but retries of the same call, is of another kind. */
export function fallbackCheck(from: Selector, to: Selector): Check {
  const good = new Evidence();
  const bad = new Evidence();
  let failed: Exchange | undefined;
  return {
    see: (exchange) => {
      if (!exchange.isInference) return;
      const isRetry =
        failed !== undefined && exchange.invocationId !== undefined && exchange.invocationId === failed.invocationId;
      if (failed && !isRetry) {
        (to(exchange) ? good : bad).add(exchange.id);
        failed = undefined;
      }
      if (from(exchange)) failed = hasFailed(exchange) ? exchange : undefined;
    },
    verdict: () => {
      if (bad.count > 0) {
        return { ok: false, message: "a request that followed a failure was not the fallback", requests: bad.ids };
      }
      if (failed) return { ok: false, message: "a request failed and nothing came after it", requests: [failed.id] };
      const message =
        good.count > 0 ? `${counted(good.count, "failure")} fell back` : "no failure to fall back from was seen";
      return { ok: good.count > 0, message, requests: good.ids };
    },
  };
}

/** All requests together stay within a budget. */
export function budgetCheck({ requests, tokens, usd }: Budget): Check {
  const evidence = new Evidence();
  let used = 0;
  let costUsd = 0;
  let unpriced: string | undefined;
  return {
    see: (exchange) => {
      if (!exchange.isInference) return;
      evidence.add(exchange.id);
      used += exchange.tokens;
      costUsd += exchange.costUsd ?? 0;
      if (exchange.tokens > 0 && exchange.costUsd === undefined) unpriced ??= exchange.model;
    },
    verdict: () => {
      const over: string[] = [];
      if (requests !== undefined && evidence.count > requests) over.push(`${evidence.count} requests of ${requests}`);
      if (tokens !== undefined && used > tokens) over.push(`${used} tokens of ${tokens}`);
      if (usd !== undefined && costUsd > usd) over.push(`${costUsd.toFixed(6)} USD of ${usd}`);
      if (usd !== undefined && unpriced !== undefined) over.push(`no price is known of ${unpriced}`);
      const spent = `${counted(evidence.count, "request")}, ${used} tokens, ${costUsd.toFixed(6)} USD`;
      return over.length === 0
        ? { ok: true, message: `within the budget: ${spent}`, requests: [] }
        : { ok: false, message: `over the budget: ${over.join(", ")}`, requests: evidence.ids };
    },
  };
}

/** Models are called through profiles. */
export const profilesOnlyCheck = (): Check =>
  everyExchange("every model was called through a profile", ({ isInference, model, profile, modelId }) =>
    isInference && model !== undefined && profile === undefined ? `${modelId} was called without a profile` : undefined,
  );

/** The profile of every request to a model has these tags. */
export const profileTagsCheck = (keys: readonly string[]): Check =>
  everyExchange(`every profile has the tags ${keys.join(", ")}`, ({ isInference, model, modelId, tags }) => {
    if (!isInference || model === undefined) return undefined;
    const missing = keys.filter((key) => !Object.hasOwn(tags, key));
    return missing.length > 0 ? `${modelId} has no tag ${missing.join(", ")}` : undefined;
  });

/** Every request to a model has metadata with these keys. */
export const metadataCheck = (keys: readonly string[]): Check =>
  everyExchange(`every request has the metadata ${keys.join(", ")}`, ({ isInference, requestMetadata }) => {
    const missing = isInference ? keys.filter((key) => !Object.hasOwn(requestMetadata, key)) : [];
    return missing.length > 0 ? `a request has no metadata ${missing.join(", ")}` : undefined;
  });

/** No prompt holds what one of these patterns finds; what was found is not told. */
export const promptsCheck = (patterns: readonly (readonly [name: string, pattern: RegExp])[]): Check =>
  everyExchange("no prompt holds any of it", ({ prompt }) => {
    const found = patterns.find(([, pattern]) => prompt?.texts.some((text) => pattern.test(text)));
    return found && `a prompt holds ${found[0]}`;
  });

/** Every request is one that other expectations are about. */
export const nothingElseCheck = (selectors: readonly Selector[]): Check =>
  everyExchange("no other request was made", (exchange) => {
    if (exchange.operation === undefined) return "a request for no operation of AWS";
    if (exchange.status === 501) return `${exchange.operation} asked for what Outcrop does not emulate`;
    return selectors.some((selector) => selector(exchange)) ? undefined : `${exchange.operation} was not expected`;
  });
