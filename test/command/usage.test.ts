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
  [["strat"], 'outcrop: there is no command "strat"; see outcrop --help\n'],
  [["record"], 'outcrop: "record" is not part of this version of Outcrop yet\n'],
  [["explain"], "outcrop: explain needs at least one file\n"],
  [["explain", "/no/such/file"], "outcrop: cannot read /no/such/file: there is no such file\n"],
  [
    ["explain", "x", "--operation", "CountTokens"],
    'outcrop: --operation must be one of Converse, ConverseStream, InvokeModel, InvokeModelWithResponseStream, InvokeModelWithBidirectionalStream, StartAsyncInvoke, and not "CountTokens"\n',
  ],
  [["explain", "x", "--principal", "app"], 'outcrop: --principal must be the ARN of a principal, and not "app"\n'],
  [["start", "--state", "x"], "outcrop: --state is not part of this version of Outcrop yet\n"],
  [["start", "--state=/tmp"], "outcrop: --state is not part of this version of Outcrop yet\n"],
  [["start", "--port", "x"], 'outcrop: --port must be a whole number from 0 to 65535, and not "x"\n'],
  [["start", "--port", "65536"], 'outcrop: --port must be a whole number from 0 to 65535, and not "65536"\n'],
  [["start", "--port=-1"], 'outcrop: --port must be a whole number from 0 to 65535, and not "-1"\n'],
  [["start", "--seed", "1.5"], 'outcrop: --seed must be a whole number from 0 to 9007199254740991, and not "1.5"\n'],
  [["start", "--host="], "outcrop: --host must be an address or a host name\n"],
  [
    ["start", "--log-level", "debug"],
    'outcrop: --log-level must be one of silent, error, warn, info, and not "debug"\n',
  ],
  [["start", "--scenario", "/no/such/file"], "outcrop: cannot read /no/such/file: there is no such file\n"],
  [["start", "--scenario", "/"], "outcrop: cannot read /: it is a directory\n"],
  [["validate"], "outcrop: validate needs at least one file\n"],
  [["validate", "--strict", "x"], "outcrop: validate has no option --strict; see outcrop --help\n"],
])("%j is bad usage", async (args, stderr) => {
  expect(await usage(args)).toEqual({ code: 2, stdout: "", stderr });
});

test.each([[["start", "--prot", "1"]], [["start", "extra"]], [["start", "--port"]], [["explain", "--jsn", "x"]]])(
  "%j is bad usage in the words of Node's own parser",
  async (args) => {
    const { code, stderr } = await usage(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^outcrop: .+; see outcrop --help\n$/);
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);

test.each([
  [{ OUTCROP_PORT: "x" }, 'outcrop: OUTCROP_PORT must be a whole number from 0 to 65535, and not "x"\n'],
  [{ OUTCROP_SEED: "-1" }, 'outcrop: OUTCROP_SEED must be a whole number from 0 to 9007199254740991, and not "-1"\n'],
  [
    { OUTCROP_LOG_LEVEL: "all" },
    'outcrop: OUTCROP_LOG_LEVEL must be one of silent, error, warn, info, and not "all"\n',
  ],
  [{ OUTCROP_SCENARIO: "/no/such/file" }, "outcrop: cannot read /no/such/file: there is no such file\n"],
  [{ OUTCROP_STATE: "/tmp" }, "outcrop: OUTCROP_STATE is not part of this version of Outcrop yet\n"],
  [{ OUTCROP_WATCH: "maybe" }, 'outcrop: OUTCROP_WATCH must be true or false, and not "maybe"\n'],
])("a variable that is wrong is told by its own name: %j", async (environment, stderr) => {
  expect(await usage(["start"], environment as Record<string, string>)).toEqual({ code: 2, stdout: "", stderr });
});
