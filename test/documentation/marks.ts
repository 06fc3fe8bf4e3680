import type { Block } from "./pages.ts";

/** Why blocks are not run as they stand: `no-run:REASON` in an info string. All of them are listed here. */
export const reasons: Readonly<Record<string, string>> = {
  "new-machine": "installs the project from nothing, which .ci/run does",
  maintainer: "renews data from packages that are downloaded for it",
};

/** Tests that run blocks of their own: `run-by:NAME` in an info string. Each names the pages of its blocks. */
export const suites: Readonly<Record<string, string>> = {
  jest: "test/clients/jest.test.ts",
  container: "test/container/documentation.test.ts",
  ci: "test/container/ci.test.ts",
  terraform: "test/clients/terraform.test.ts",
  testcontainers: "test/container/languages.test.ts",
};

/** Pages of which one test runs the first block under each heading, whatever its language. */
export const ownTests: Readonly<Record<string, string>> = { "docs/clients.md": "test/clients/documentation.test.ts" };

/** Why the harness leaves a block alone: its mark, or the test that runs its page. */
export function leftTo({ directives, page, isFirst }: Block): string | undefined {
  return directives.find((directive) => /^(no-run|run-by):/.test(directive)) ?? (isFirst ? ownTests[page] : undefined);
}
