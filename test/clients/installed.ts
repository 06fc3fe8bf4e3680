import { describe, test } from "vitest";

/** Whether a client can be driven: its version, or why not; `excused` where it cannot be installed on this machine. */
export type Installed = { readonly version: string } | { readonly missing: string; readonly excused?: boolean };

/**
 * Declares the tests of a client, which run at the same time unless told otherwise. Where it is not installed they are skipped for
 * that reason, and in CI they fail for it unless it is excused.
 */
export function describeInstalled(
  client: string,
  installed: Installed,
  declare: () => void | Promise<void>,
  { concurrent = true } = {},
): void {
  if ("version" in installed) {
    describe(`${client} ${installed.version}`, { concurrent }, declare);
    return;
  }
  test(`${client} drives the emulator`, (context) => {
    if (installed.excused) return context.skip(installed.missing);
    const reason = `${installed.missing}; CONTRIBUTING.md says how to install the clients`;
    if (process.env.CI === "true") throw new Error(reason);
    context.skip(reason);
  });
}
