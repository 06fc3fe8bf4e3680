import { afterEach, expect, test, vi } from "vitest";
import { run } from "../../emulator/command/run.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs the command within this process: what is wrong with its usage shows before it does anything. */
async function usage(args: readonly string[], environment: Record<string, string> = {}) {
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      told[name] += String(text);
      return true;
    });
  }
  return { code: await run(args, environment), ...told };
}

test.each([
  [["strat"], 'outcrop: there is no command "strat"; did you mean "start"?\n'],
  [["nothing-like-it"], 'outcrop: there is no command "nothing-like-it"; see outcrop --help\n'],
  [["--port", "1", "start"], "outcrop: there is no option --port before a command; see outcrop --help\n"],
  [["help", "strat"], 'outcrop: there is no command "strat"; did you mean "start"?\n'],
  [["strat", "--help"], 'outcrop: there is no command "strat"; did you mean "start"?\n'],
  [["explain"], "outcrop: explain needs at least one file; see outcrop explain --help\n"],
  [["explain", "/no/such/file"], "outcrop: cannot read /no/such/file: there is no such file\n"],
  [
    ["explain", "x", "--operation", "CountTokens"],
    'outcrop: --operation must be one of Converse, ConverseStream, InvokeModel, InvokeModelWithResponseStream, InvokeModelWithBidirectionalStream, StartAsyncInvoke, and not "CountTokens"\n',
  ],
  [["explain", "x", "--principal", "app"], 'outcrop: --principal must be the ARN of a principal, and not "app"\n'],
  [["explain", "--jsn", "x"], 'outcrop: explain has no option --jsn; did you mean "--json"?\n'],
  [["start", "--prot", "1"], 'outcrop: start has no option --prot; did you mean "--port"?\n'],
  [["start", "-port", "1"], 'outcrop: start has no option -port; did you mean "--port"?\n'],
  [["start", "--Port=1"], 'outcrop: start has no option --Port; did you mean "--port"?\n'],
  [["start", "-p", "1"], 'outcrop: start has no option -p; did you mean "--port"?\n'],
  [["start", "--__proto__"], "outcrop: start has no option --__proto__; see outcrop start --help\n"],
  [["start", "--no-watch"], 'outcrop: start has no option --no-watch; did you mean "--watch"?\n'],
  [["start", "extra"], 'outcrop: start takes options alone, and not "extra"; see outcrop start --help\n'],
  [["start", "--", "--port"], 'outcrop: start takes options alone, and not "--port"; see outcrop start --help\n'],
  [["start", "--port"], "outcrop: --port needs a value; see outcrop start --help\n"],
  [
    ["start", "--port", "--watch"],
    "outcrop: --port needs a value; one that begins with a dash is written --port=--watch\n",
  ],
  [["start", "--port", "x"], 'outcrop: --port must be a whole number from 0 to 65535, and not "x"\n'],
  [["start", "--port", "65536"], 'outcrop: --port must be a whole number from 0 to 65535, and not "65536"\n'],
  [["start", "--port=-1"], 'outcrop: --port must be a whole number from 0 to 65535, and not "-1"\n'],
  [["start", "--port", "1", "--port", "x"], 'outcrop: --port must be a whole number from 0 to 65535, and not "x"\n'],
  [["start", "--seed", "1.5"], 'outcrop: --seed must be a whole number from 0 to 9007199254740991, and not "1.5"\n'],
  [["start", "--host="], "outcrop: --host must not be empty\n"],
  [["start", "--scenario", ""], "outcrop: --scenario must not be empty\n"],
  [["start", "--watch=maybe"], 'outcrop: --watch must be true or false, and not "maybe"\n'],
  [
    ["start", "--log-level", "debug"],
    'outcrop: --log-level must be one of silent, error, warn, info, and not "debug"\n',
  ],
  [["start", "--scenario", "/no/such/file"], "outcrop: cannot read /no/such/file: there is no such file\n"],
  [["validate"], "outcrop: validate needs at least one file; see outcrop validate --help\n"],
  [["validate", ""], "outcrop: validate: a name must not be empty\n"],
  [["validate", "--strict", "x"], "outcrop: validate has no option --strict; see outcrop validate --help\n"],
  [
    ["replay", "x", "--json", "--coverage", "-"],
    `${JSON.stringify({ error: { message: "--json and --coverage - both write to stdout; give --coverage the name of a file", problems: [{ path: "", message: "--json and --coverage - both write to stdout; give --coverage the name of a file" }] } })}\n`,
  ],
  [["completion"], "outcrop: completion needs the name of a shell: bash, zsh or fish; see outcrop completion --help\n"],
  [["completion", "bsh"], 'outcrop: completion takes one of bash, zsh, fish, and not "bsh"; did you mean "bash"?\n'],
  [["completion", "bash", "zsh"], 'outcrop: completion takes one of bash, zsh, fish, and not "bash zsh"\n'],
])("%j is bad usage", async (args, stderr) => {
  expect(await usage(args)).toEqual({ code: 2, stdout: "", stderr });
});

test.each([
  [["start", "--json", "--prot"], {}],
  [["start", "--prot", "--json=true"], {}],
  [["start", "--prot"], { OUTCROP_JSON: "true" }],
])("with --json an error is a line of JSON on stderr: %j %j", async (args, environment) => {
  const { code, stdout, stderr } = await usage(args, environment as Record<string, string>);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(JSON.parse(stderr)).toEqual({
    error: {
      message: 'start has no option --prot; did you mean "--port"?',
      problems: [{ path: "", message: 'start has no option --prot; did you mean "--port"?' }],
    },
  });
});

test.each([
  [["start", "--prot", "--json=false"], { OUTCROP_JSON: "true" }],
  [["validate", "--", "--json", ""], {}],
])("without --json it is in words: %j %j", async (args, environment) => {
  expect((await usage(args, environment as Record<string, string>)).stderr).toMatch(/^outcrop: /);
});

test.each([
  [{ OUTCROP_PORT: "x" }, 'outcrop: OUTCROP_PORT must be a whole number from 0 to 65535, and not "x"\n'],
  [{ OUTCROP_SEED: "-1" }, 'outcrop: OUTCROP_SEED must be a whole number from 0 to 9007199254740991, and not "-1"\n'],
  [
    { OUTCROP_LOG_LEVEL: "all" },
    'outcrop: OUTCROP_LOG_LEVEL must be one of silent, error, warn, info, and not "all"\n',
  ],
  [{ OUTCROP_SCENARIO: "/no/such/file" }, "outcrop: cannot read /no/such/file: there is no such file\n"],
  [{ OUTCROP_JSON: "yes" }, 'outcrop: OUTCROP_JSON must be true or false, and not "yes"\n'],
  [{ OUTCROP_WATCH: "maybe" }, 'outcrop: OUTCROP_WATCH must be true or false, and not "maybe"\n'],
])("a variable that is wrong is told by its own name: %j", async (environment, stderr) => {
  expect(await usage(["start"], environment as Record<string, string>)).toEqual({ code: 2, stdout: "", stderr });
});
