import type { JournalEntry } from "./journal/journal.ts";
import type { Report } from "./operations/call.ts";
import type { Exchange } from "./verification/exchange.ts";

/** A request and what became of it, as expectations look at it; windows count from `startMs`. */
export function exchangeOf(entry: JournalEntry, report: Report, startMs: number): Exchange {
  const { profile, model } = report.target ?? {};
  const { inputTokens = 0, outputTokens = 0 } = report.usage ?? {};
  return {
    id: entry.id,
    timeMs: Date.parse(entry.time),
    sinceStartMs: Date.parse(entry.time) - startMs,
    operation: entry.operation,
    isInference: report.target !== undefined,
    principal: entry.principal,
    source: entry.source,
    destination: entry.destination,
    modelId: entry.modelId,
    model: model?.modelId,
    profile,
    tags: Object.fromEntries(profile?.tags ?? []),
    requestMetadata: report.requestMetadata ?? {},
    status: entry.status,
    error: entry.error?.code,
    invocationId: entry.attempt?.invocationId,
    tokens: inputTokens + outputTokens,
    costUsd: report.costUsd,
    prompt: report.prompt,
    toolUses: report.toolUses ?? [],
  };
}
