import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { ROOT } from "./pages.ts";

/** What a process came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the blocks of one page are run: a folder of its own, with an emulator that listens. */
export interface Workspace extends AsyncDisposable {
  readonly folder: string;
  /** Where the page's emulator listens, or one that a block starts itself. */
  readonly url: string;
  /** The code for this workspace instead of for the usual address. */
  adapt(code: string): string;
  write(file: string, text: string): Promise<string>;
  run(
    command: string,
    args: readonly string[],
    options?: { cwd?: string; env?: Record<string, string> },
  ): Promise<Outcome>;
  /** Ends the page's emulator for blocks that start one, and starts it anew for those that do not. */
  prepare(startsItself: boolean): Promise<void>;
}

/** A run of a test runner within a test must not take itself for a part of it, and no setting of this machine counts. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_TEST|NODE_OPTIONS|AWS_|OUTCROP_|FORCE_COLOR|TEST$)/.test(name),
  ),
);

/** A time that no block needs, in milliseconds. */
const MOST_MS = 60_000;

export async function openWorkspace(): Promise<Workspace> {
  // In the package itself, whose own name leads to what has been built; `npm test` builds it first.
  const folder = await mkdtemp(join(ROOT, "dist", "page-"));
  const bin = join(folder, ".bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "outcrop"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "dist/bin/cli.js")}" "$@"\n`,
  );
  await chmod(join(bin, "outcrop"), 0o755);
  for (const name of ["scenarios", "contracts"]) await symlink(join(ROOT, name), join(folder, name));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const path = [bin, join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter);
  let emulator: Emulator | undefined;

  const workspace: Workspace = {
    folder,
    url,
    adapt: (code) => code.replaceAll(/(127\.0\.0\.1|localhost):4577/g, `127.0.0.1:${port}`),
    write: async (file, text) => {
      const target = join(folder, file);
      await mkdir(join(target, ".."), { recursive: true });
      await writeFile(target, text);
      return target;
    },
    run: (command, args, { cwd = folder, env = {} } = {}) =>
      new Promise((resolve, reject) => {
        const options = {
          cwd,
          timeout: MOST_MS,
          env: {
            ...inherited,
            NO_COLOR: "1",
            PATH: path,
            OUTCROP_PORT: String(port),
            AWS_CONFIG_FILE: "/dev/null",
            AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
            AWS_EC2_METADATA_DISABLED: "true",
            ...env,
          },
        };
        const child = execFile(command, args, options, (error, stdout, stderr) => {
          if (error && typeof error.code !== "number") reject(error);
          else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
        });
        child.stdin?.end();
      }),
    prepare: async (startsItself) => {
      await emulator?.close();
      emulator = startsItself ? undefined : createEmulator();
      await emulator?.listen({ port });
    },
    [Symbol.asyncDispose]: async () => {
      await emulator?.close();
      await rm(folder, { recursive: true });
    },
  };
  return workspace;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
