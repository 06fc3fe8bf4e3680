import { ScenarioError } from "../scenario/scenario-error.ts";
import { version } from "../version.ts";
import { help } from "./help.ts";
import { UsageError } from "./usage-error.ts";

/** Commands of the agreed interface that come with a later version; each is refused by name. */
const NOT_YET = new Set(["record"]);

/** Runs the `outcrop` command and gives its exit code: 0 done, 1 a check failed, 2 bad usage or bad file. */
export async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const [command, ...rest] = args;
  try {
    if (command === undefined || command === "help" || args.includes("--help") || args.includes("-h")) {
      (command === undefined ? process.stderr : process.stdout).write(help);
      return command === undefined ? 2 : 0;
    }
    switch (command) {
      case "--version":
      case "-v":
        process.stdout.write(`${version}\n`);
        return 0;
      case "start":
        return await (await import("./start.ts")).start(rest, environment);
      case "validate":
        return await (await import("./validate.ts")).validate(rest, environment);
      case "explain":
        return await (await import("./explain.ts")).explain(rest, environment);
      case "replay":
        return await (await import("./replay.ts")).replay(rest, environment);
      case "verify":
        return await (await import("./verify.ts")).verify(rest);
      default:
        throw new UsageError(
          NOT_YET.has(command)
            ? `"${command}" is not part of this version of Outcrop yet`
            : `there is no command "${command}"; see outcrop --help`,
        );
    }
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ScenarioError)) throw error;
    process.stderr.write(`${error instanceof UsageError ? "outcrop: " : ""}${error.message}\n`);
    return 2;
  }
}
