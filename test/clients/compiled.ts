import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Installed } from "./installed.ts";
import type { Support } from "./languages.ts";

/** Clients in languages that are compiled. `npm run install:clients:…` fetches and builds what they need, and is done once. */

const run = promisify(execFile);
const folderOf = (language: string) => resolve(import.meta.dirname, language);

let programs = 0;

/** Keeps a program of the documentation beside what has been built, over that of an earlier run, and gives its folder. */
async function keep(language: string, file: string, code: string): Promise<string> {
  programs += 1;
  const folder = join(folderOf(language), "target", "programs", String(programs));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), code);
  return folder;
}

/** A client is there when its language is, and when what `built` names has been built of `manifest`, which tells its version. */
function find(language: string, tool: string, built: string, manifest: string, version: RegExp): Installed {
  if (spawnSync(tool, [language === "go" ? "version" : "--version"]).status !== 0)
    return { missing: `there is no ${tool} on the path` };
  if (!existsSync(join(folderOf(language), built)))
    return { missing: `\`npm run install:clients:${language}\` has not built test/clients/${language}` };
  const [, found] = version.exec(readFileSync(join(folderOf(language), manifest), "utf8")) ?? [];
  return found === undefined
    ? { missing: `${manifest} of test/clients/${language} has no version` }
    : { version: found };
}

const literally = (name: string) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

const GO = folderOf("go");

export const go: Support = {
  installed: (client) =>
    find("go", "go", "target/driver", "go.mod", new RegExp(`${literally(client.package)} v(\\S+)`)),
  driver: async ({ driver: [, ...args] }) => {
    const driver = join(GO, "target/driver");
    await run("go", ["-C", GO, "build", "-o", driver, "."]);
    return [driver, ...args];
  },
  program: async (code) => {
    const folder = await keep("go", "main.go", code);
    await run("go", ["-C", GO, "build", "-o", join(folder, "program"), join(folder, "main.go")]);
    return [join(folder, "program")];
  },
};

const RUST = folderOf("rust");
let lastBuild: Promise<unknown> = Promise.resolve();

/** Cargo builds one thing at a time, and all programs of the documentation to one place. */
async function cargo<Built>(args: readonly string[], env: object, then: () => Promise<Built>): Promise<Built> {
  const build = lastBuild.then(async () => {
    await run("cargo", ["build", "--quiet", "--locked", ...args], { cwd: RUST, env: { ...process.env, ...env } });
    return then();
  });
  lastBuild = build.catch(() => undefined);
  return build;
}

export const rust: Support = {
  installed: ({ package: name }) =>
    find("rust", "cargo", "target/debug/drive", "Cargo.lock", new RegExp(`name = "${name}"\nversion = "(.*)"`)),
  driver: ({ driver: [, ...args] }) =>
    cargo(["--bin", "drive"], {}, async () => [join(RUST, "target/debug/drive"), ...args]),
  program: async (code) => {
    const folder = await keep("rust", "main.rs", code);
    const program = join(folder, "program");
    return cargo(["--example", "program"], { OUTCROP_TEST_PROGRAM: join(folder, "main.rs") }, async () => {
      await copyFile(join(RUST, "target/debug/examples/program"), program);
      return [program];
    });
  },
};

const JAVA = folderOf("java");
const LIBRARIES = join(JAVA, "target/libraries/*");

async function javac(sources: readonly string[], classes: string, args: readonly string[]) {
  await run("javac", ["-encoding", "UTF-8", "-proc:none", "-cp", LIBRARIES, "-d", classes, ...sources]);
  return ["java", "-cp", `${classes}:${LIBRARIES}`, ...args] as const;
}

export const java: Support = {
  installed: (client) =>
    find(
      "java",
      "javac",
      "target/libraries",
      "pom.xml",
      new RegExp(`>${literally(client.package.split(":")[1] ?? "")}</artifactId>\\s*<version>(.*)<`),
    ),
  driver: async ({ driver: [main, ...args] }) => {
    const names = (await readdir(JAVA)).filter((name) => name.endsWith(".java"));
    return javac(
      names.map((name) => join(JAVA, name)),
      join(JAVA, "target/classes"),
      [main, ...args],
    );
  },
  program: async (code) => {
    const [, main = ""] = /class (\w+)/.exec(code) ?? [];
    const folder = await keep("java", `${main}.java`, code);
    return javac([join(folder, `${main}.java`)], folder, [main]);
  },
};
