import { spawn, spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { filesOf, outcrop } from "./command.ts";

/** How each shell is started without a user's settings, and how it reads a script and shows the arguments of a command. */
const SHELLS = {
  bash: {
    command: "bash --norc --noprofile -i",
    prepare: (script: string) => [`source ${script}`, `outcrop() { printf '<%s>' "$@"; echo; }`],
  },
  zsh: {
    command: "zsh -f -i",
    prepare: (script: string) => [
      "autoload -Uz compinit; compinit -u -D",
      `source ${script}`,
      `outcrop() { printf '<%s>' "$@"; echo; }`,
    ],
  },
  fish: {
    command: "fish --no-config",
    prepare: (script: string) => [`source ${script}`, `function outcrop; printf '<%s>' $argv; echo; end`],
  },
} as const;

const missing = (command: string) => {
  const { error } = spawnSync(command, ["--version"]);
  return error ? `${command} is not installed` : undefined;
};

/** Types lines into a shell on a terminal, the TAB key among them; gives the arguments that each line came to. */
async function typed(shell: keyof typeof SHELLS, lines: readonly string[]): Promise<readonly string[]> {
  const script = (await outcrop(["completion", shell])).stdout;
  await using files = await filesOf({ [shell]: script, "granite.yaml": "", "other.yaml": "" });
  const { command, prepare } = SHELLS[shell];
  const child = spawn("script", ["-qc", command, "/dev/null"], {
    cwd: dirname(files[shell] ?? ""),
    env: { PATH: process.env.PATH ?? "", HOME: dirname(files[shell] ?? ""), TERM: "dumb", LANG: "C.UTF-8" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.end([...prepare(files[shell] ?? ""), ...lines, "exit", ""].join("\n"));
  const shown = await text(child.stdout);
  return [...shown.matchAll(/(?:<[^<>%]*>)+/g)].map(([line]) => line);
}

describe.concurrent.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])("the TAB key in %s", (shell) => {
  const reason = missing(shell) ?? missing("script");

  test("completes commands, options, their values, files and Regions", { timeout: 60_000 }, async (context) => {
    if (reason !== undefined && process.env.CI === "true") throw new Error(reason);
    if (reason !== undefined) context.skip(reason);
    const lines = await typed(shell, [
      "outcrop star\t --log-l\t w\t",
      "outcrop start --log-level=e\t",
      "outcrop start --scenario gran\t",
      "outcrop validate gran\t",
      "outcrop start gran\t",
      "outcrop replay --region ap-northeast-3\t --jun\t gran\t other\t",
      "outcrop start --host gran\t",
      "outcrop completion f\t",
      "outcrop help expl\t",
    ]);
    expect(lines).toEqual([
      "<start><--log-level><warn>",
      "<start><--log-level=error>",
      "<start><--scenario><granite.yaml>",
      "<validate><granite.yaml>",
      "<start><gran>",
      "<replay><--region><ap-northeast-3><--junit><granite.yaml><other.yaml>",
      "<start><--host><gran>",
      "<completion><fish>",
      "<help><explain>",
    ]);
  });
});
