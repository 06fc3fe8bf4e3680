import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TestModule, TestRunEndReason, Vitest } from "vitest/node";
import { type Done, mergeBehaviours, mergeDefaults } from "./merge.ts";
import type { ClientMeta } from "./meta.ts";
import { TableReporter } from "./reporter.ts";
import { putTable, readTable } from "./table.ts";

const empty = `# Title

<!-- Written by \`npm run test:clients\`, when all tests have run and passed. -->
<!-- The end of what is written. -->

More.
`;

const topics = ["chat", "streams", "images"];

/** A client whose tests have run: one of each topic that is named, passed or not. */
function driven(client: string, tested: Readonly<Record<string, boolean>>, told: Partial<ClientMeta> = {}): Done[] {
  const meta = {
    clients: ["A", "B"],
    topics,
    client,
    version: "1.0.0",
    cannot: {},
    otherwise: {},
    tells: {},
    ...told,
  } as ClientMeta;
  return [
    ...Object.entries(tested).map(([topic, passed]) => ({ passed, meta: { cell: { client, topic } } })),
    { passed: true, meta: { client: meta } },
  ];
}

const a = driven("A", { chat: true, streams: true }, { cannot: { images: "is blind" } });
const b = driven("B", { chat: true, streams: true, images: true }, { otherwise: { streams: "swallows errors" } });

test("a run makes one row of each client, and numbers its notes", () => {
  const written = mergeBehaviours(empty, [...b, ...a]);
  expect(written).toContain(`
| client | version | chat | streams | images |
| --- | --- | --- | --- | --- |
| A | 1.0.0 | ✓ | ✓ | –<sup>1</sup> |
| B | 1.0.0 | ✓ | ≠<sup>2</sup> | ✓ |

1. is blind
2. swallows errors
`);
  expect(written).toMatch(/^# Title\n.*\nMore\.\n$/s);
});

test("what is written is read again, and writing it once more changes nothing", () => {
  const written = mergeBehaviours(empty, [...a, ...b]);
  expect(putTable(written, ["version", ...topics], readTable(written))).toBe(written);
  expect(mergeBehaviours(written, [...a, ...b])).toBe(written);
});

test("a client that was not driven keeps its row, with its note under whichever number", () => {
  const written = mergeBehaviours(empty, [...a, ...b]);
  const withoutA = mergeBehaviours(written, driven("B", { chat: true, streams: true, images: true }));
  expect(withoutA).toContain("| A | 1.0.0 | ✓ | ✓ | –<sup>1</sup> |\n| B | 1.0.0 | ✓ | ✓ | ✓ |\n\n1. is blind\n");
});

test("a client that is no longer tested loses its row", () => {
  const written = mergeBehaviours(empty, [...a, ...b]);
  const clients = ["B"];
  expect(mergeBehaviours(written, driven("B", { chat: true, streams: true, images: true }, { clients }))).not.toContain(
    "| A |",
  );
});

test.each([
  ["was not tested", { chat: true, streams: true }],
  ["has failed once", { chat: true, streams: true, images: false }],
])("a behaviour that %s is no tick", (_what, tested) => {
  expect(() => mergeBehaviours(empty, driven("A", tested))).toThrow(
    'A: "images" was not tested, and nothing tells why',
  );
});

test("a document without marks is refused", () => {
  expect(() => mergeBehaviours("# Title\n", a)).toThrow("the document has no lines");
});

test("a run of no client changes nothing", () => {
  expect(mergeBehaviours(empty, [])).toBe(empty);
});

test("another table tells what a client does by default, and how it tells of failures", () => {
  const defaults = { endpointVariable: "ENDPOINT", attempts: 3 };
  const tells = { "denied by an SCP": { type: "Denied", status: 403 }, "exception in mid-stream": { type: "Broken" } };
  const written = mergeDefaults(empty, [...driven("A", {}, { defaults, tells }), ...driven("B", {})]);
  expect(written).toContain(`
| client | endpoint by | attempts | denied by a policy | exception in mid-stream |
| --- | --- | --- | --- | --- |
| A | \`ENDPOINT\` | 3 | \`Denied\` 403 | \`Broken\` |
| B | – | – | – | – |
`);
  expect(mergeDefaults(written, driven("A", {}, { defaults, tells }))).toBe(written);
});

describe("the reporter", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "outcrop-table-"));
    mkdirSync(join(root, "docs"));
    for (const document of ["README.md", "docs/clients.md"]) writeFileSync(join(root, document), empty);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
    process.exitCode = undefined;
  });

  const module = {
    children: {
      allTests: () => [...a, ...b].map(({ meta }) => ({ result: () => ({ state: "passed" }), meta: () => meta })),
    },
  } as unknown as TestModule;

  interface Run {
    readonly inCi?: boolean;
    readonly files?: number;
    readonly pattern?: RegExp;
    readonly reason?: TestRunEndReason;
  }

  /** Ends a run of one file, and tells what it has said. */
  async function end({ inCi = false, files = 1, pattern, reason = "passed" }: Run = {}) {
    const said = vi.fn();
    const vitest = {
      logger: { log: said, error: said },
      getGlobalTestNamePattern: () => pattern,
      globTestSpecifications: async () => Array.from({ length: files }),
    };
    const reporter = new TableReporter(root, inCi);
    reporter.onInit(vitest as unknown as Vitest);
    await reporter.onTestRunEnd([module], [], reason);
    return said.mock.calls.flat().join("\n");
  }

  const readme = () => readFileSync(join(root, "README.md"), "utf8");

  test("writes both tables, and nothing when they are as they were", async () => {
    expect(await end()).toMatch(/README\.md: .*\ndocs\/clients\.md: /);
    expect(readme()).toContain("| A | 1.0.0 | ✓ | ✓ | –<sup>1</sup> |");
    expect(await end()).toBe("");
  });

  test("fails in CI where a table is another, shows the difference and leaves the file", async () => {
    expect(await end({ inCi: true })).toContain("+ | A | 1.0.0 | ✓ | ✓ | –<sup>1</sup> |");
    expect(process.exitCode).toBe(1);
    expect(readme()).toBe(empty);
  });

  test("is content in CI with what the same run has written", async () => {
    await end();
    expect(await end({ inCi: true })).toBe("");
    expect(process.exitCode).toBeUndefined();
  });

  test.each<[string, Run]>([
    ["of some files", { files: 2 }],
    ["of some tests", { pattern: /chat/ }],
    ["that has failed", { reason: "failed" }],
    ["that was interrupted", { reason: "interrupted" }],
  ])("writes nothing after a run %s", async (_run, settings) => {
    expect(await end(settings)).toBe("");
    expect(readme()).toBe(empty);
  });
});
