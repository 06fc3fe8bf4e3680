/**
 * `outcrop start` and `outcrop record` as a reader starts them, beside what comes next: the script goes on when they listen, and they
 * end with the script.
 */
const PRELUDE = `
outcrop() {
  if [ "\${1:-}" = verify ]; then OUTCROP_TARGET=http://127.0.0.1:$OUTCROP_PORT command outcrop "$@"; return; fi
  local port=$OUTCROP_PORT last=_outcrop/journal
  case "\${1:-}" in start) ;; record) port=0 last=_BEDROCK_AGENT_RUNTIME=http ;; *) command outcrop "$@"; return ;; esac
  exec 9< <(exec env OUTCROP_PORT="$port" outcrop "$@" 2>&1)
  started="$started $!"
  local line
  while IFS= read -r -t 30 line <&9; do
    printf '%s\\n' "$line"
    case $line in *"$last"* | '{"url"'*) return ;; esac
  done
  return 1
}
npx() { if [ "\${1:-}" = outcrop ]; then "$@"; else command npx "$@"; fi; }
aws() { "\${OUTCROP_TEST_PYTHON:-python3}" -m awscli "$@"; }
python() { "\${OUTCROP_TEST_PYTHON:-python3}" "$@"; }
started=
trap 'for one in $started; do kill "$one" 2>/dev/null || true; wait "$one" || true; done' EXIT
`;

/** A script that is run as a reader would paste it. */
export const shellScript = (code: string): string =>
  PRELUDE + code.replaceAll(/^(.*\boutcrop (?:start|record)\b.*?) *& *$/gm, "$1");

/** A command of a console block, and what it printed. */
export interface ConsoleSession {
  readonly command: string;
  readonly output: string;
}

/** Takes a console block apart: lines that begin with `$ ` are commands, which a backslash continues. */
export function sessionsOf(code: string): readonly ConsoleSession[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command = ""] = /^(?:.*\\\n)*.*/.exec(text) ?? [];
      return { command, output: text.slice(command.length).trim() };
    });
}

/** Prints what each command prints, whatever it ends with, and a NUL behind it. */
export const consoleScript = (sessions: readonly ConsoleSession[]): string =>
  sessions.reduce((script, { command }) => `${script}{ ${shellLine(command)}\n} 2>&1\nprintf '\\0\\n'\n`, PRELUDE);

const shellLine = (command: string) => command.replace(/ *& *$/, "");

/** Text in which `…` stands for anything within a line, and a line of its own for any lines. */
export function linesLike(text: string): RegExp {
  const lines = text.split("\n").map((line) => (line.trim() === "…" ? ANY_LINES : textLike(line)));
  return new RegExp(`^${lines.join("\n").replaceAll(`\n${ANY_LINES}\n`, `\n${ANY_LINES}`)}$`);
}

const ANY_LINES = "[\\s\\S]*?";

/** The pattern of a text in which `…` stands for anything within a line. */
export const textLike = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll("…", ".*?");
