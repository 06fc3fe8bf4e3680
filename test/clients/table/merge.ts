import type { TaskMeta } from "vitest";
import type { ClientMeta } from "./meta.ts";
import { type Cell, type Row, readTable, writeTable } from "./table.ts";

/** A test that has run. */
export interface Done {
  readonly passed: boolean;
  readonly meta: Pick<TaskMeta, "cell" | "client">;
}

/**
 * A document with the table that the tests of a whole run make. A client that was not driven, because it is not installed, keeps its
 * row. Throws where a behaviour was neither tested nor is told why not.
 */
export function merge(document: string, tests: readonly Done[]): string {
  const driven = tests.flatMap(({ meta }) => meta.client ?? []);
  const [any] = driven;
  if (!any) return document;
  const kept = readTable(document);
  const rows = any.clients.flatMap((client): Row | [] => {
    const meta = driven.find((one) => one.client === client);
    return (meta ? rowOf(meta, tests) : kept.find((row) => row.client === client)) ?? [];
  });
  return writeTable(document, any.topics, rows);
}

function rowOf({ client, version, topics, cannot, otherwise }: ClientMeta, tests: readonly Done[]): Row {
  const own = tests.filter(({ meta }) => meta.cell?.client === client);
  const cells = topics.map((topic): [string, Cell] => {
    const about = own.filter(({ meta }) => meta.cell?.topic === topic);
    const passed = about.length > 0 && about.every((test) => test.passed);
    const note = passed ? otherwise[topic] : cannot[topic];
    if (note !== undefined) return [topic, { mark: passed ? "≠" : "–", note }];
    if (!passed) throw new Error(`${client}: "${topic}" was not tested, and nothing tells why`);
    return [topic, { mark: "✓" }];
  });
  return { client, version, cells: Object.fromEntries(cells) };
}
