import type { TaskMeta } from "vitest";
import type { BehaviourName } from "../frameworks/case.ts";
import type { ClientMeta } from "./meta.ts";
import { type Cell, putTable, type Row, readTable } from "./table.ts";

/** A test that has run. */
export interface Done {
  readonly passed: boolean;
  readonly meta: Pick<TaskMeta, "cell" | "client">;
}

/** Puts the table that a whole run makes into a document that has one. */
export type Merge = (document: string, tests: readonly Done[]) => string;

/**
 * What each client can do: `✓` is a test that has passed; `≠` has passed too, and pins down that the client does otherwise than an
 * AWS SDK; `–` is what it cannot do. Throws where a behaviour was neither tested nor is told why not.
 */
export const mergeBehaviours: Merge = (document, tests) =>
  merge(document, tests, ({ topics }) => ["version", ...topics], behavioursOf);

/** How each client behaves by default, and tells of failures. */
export const mergeDefaults: Merge = (document, tests) =>
  merge(document, tests, () => ["endpoint by", "attempts", ...Object.keys(TOLD)], defaultsOf);

const TOLD: Readonly<Record<string, BehaviourName>> = {
  "denied by a policy": "denied by an SCP",
  "exception in mid-stream": "exception in mid-stream",
};

/** A client that was not driven, because it is not installed, keeps its row. */
function merge(
  document: string,
  tests: readonly Done[],
  columnsOf: (meta: ClientMeta) => readonly string[],
  cellsOf: (meta: ClientMeta, tests: readonly Done[]) => Row["cells"],
): string {
  const driven = tests.flatMap(({ meta }) => meta.client ?? []);
  const [any] = driven;
  if (!any) return document;
  const kept = readTable(document);
  const rows = any.clients.flatMap((client): Row | [] => {
    const meta = driven.find((one) => one.client === client);
    return (meta ? { client, cells: cellsOf(meta, tests) } : kept.find((row) => row.client === client)) ?? [];
  });
  return putTable(document, columnsOf(any), rows);
}

function behavioursOf(
  { client, version, topics, cannot, otherwise }: ClientMeta,
  tests: readonly Done[],
): Row["cells"] {
  const own = tests.filter(({ meta }) => meta.cell?.client === client);
  const cells = topics.map((topic): [string, Cell] => {
    const about = own.filter(({ meta }) => meta.cell?.topic === topic);
    const passed = about.length > 0 && about.every((test) => test.passed);
    const note = passed ? otherwise[topic] : cannot[topic];
    if (note !== undefined) return [topic, { text: passed ? "≠" : "–", note }];
    if (!passed) throw new Error(`${client}: "${topic}" was not tested, and nothing tells why`);
    return [topic, { text: "✓" }];
  });
  return { version: { text: version }, ...Object.fromEntries(cells) };
}

function defaultsOf({ defaults: { endpointVariable, attempts } = {}, tells }: ClientMeta): Row["cells"] {
  const cell = (text: string | number | undefined): Cell => ({ text: String(text ?? "–") });
  const told = Object.entries(TOLD).map(([column, behaviour]): [string, Cell] => {
    const { type, status } = tells[behaviour] ?? {};
    return [column, cell(type && [`\`${type}\``, ...(status === undefined ? [] : [status])].join(" "))];
  });
  return {
    "endpoint by": cell(endpointVariable && `\`${endpointVariable}\``),
    attempts: cell(attempts),
    ...Object.fromEntries(told),
  };
}
