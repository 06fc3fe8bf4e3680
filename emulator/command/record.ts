import { access } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { createPlainUpstream } from "../../contracts/recorder/plain-upstream.ts";
import { createProxy } from "../../contracts/recorder/proxy.ts";
import { Recording, type RecordingSummary } from "../../contracts/recorder/recording.ts";
import { createSignedUpstream } from "../../contracts/recorder/signed-upstream.ts";
import type { Upstream } from "../../contracts/recorder/upstream.ts";
import { createCatalog } from "../catalog/index.ts";
import { createServerDoor } from "../doors/express.ts";
import { didYouMean } from "../nearest.ts";
import { isEventStream } from "../protocol/match.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { RecordInput } from "./definitions/record.ts";
import { listening } from "./listening.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import type { StopSignal } from "./stop-signal.ts";
import { UsageError } from "./usage-error.ts";

/** `outcrop record`: runs until it is told to stop, then writes what is left and tells what has been recorded. */
export async function record({ values, environment, givenAs }: RecordInput, stop: StopSignal): Promise<number> {
  const { upstream: to, out } = values;
  if (to === undefined) throw new UsageError("record needs --upstream: a URL, or aws");
  if (out === undefined) throw new UsageError("record needs --out: the file to write");
  checkRegion(values.region);
  if (values.scenario !== undefined && resolve(out) === resolve(values.scenario)) {
    throw new UsageError(`--out must be another file than --scenario, which the recording stands on (both are ${out})`);
  }
  if (!values.force && (await exists(out))) throw new UsageError(`${out} is there already; --force writes over it`);
  const sign = values.sign ?? (to === "aws" ? "aws" : "caller");
  if (to === "aws" && sign === "caller") {
    throw new UsageError(`AWS takes no signature that was made for another host: ${givenAs("sign")} must be aws`);
  }
  const { scenario } = await readScenarioFiles(values.scenario === undefined ? [] : [values.scenario], environment);
  const recording = new Recording(out, {
    redact: { rules: values.redact, keep: namesIn(scenario) },
    isRepeatable: to !== "aws" && (await isOutcrop(to)),
    base: values.scenario === undefined ? undefined : baseOf(values.scenario, out, scenario),
  });
  // Before anything has come, so that a file that cannot be written is told at once.
  await write(recording, out);
  const upstream: Upstream =
    sign === "aws" ? createSignedUpstream(to === "aws" ? undefined : to) : createPlainUpstream(to as URL);
  const proxy = createProxy({
    upstream,
    region: values.region,
    listener: {
      exchanged: (exchange) => recording.add(exchange),
      advanced: (at, milliseconds) => recording.advance(at, milliseconds),
      leftOut: (operation, why) => recording.leaveOut(operation, why),
    },
  });
  const door = createServerDoor({ handle: proxy.handle, isStream: isEventStream });
  const { url } = await listening(() => door.listen(values));
  process.stdout.write(values.json ? `${JSON.stringify({ url, pid: process.pid, out })}\n` : greeting(url, to, out));
  const endWriting = recording.writeWhileGoing(({ message }) => tell(`cannot write ${out}: ${message}`));
  await stop.received;
  endWriting();
  await door.close();
  await proxy.settled();
  upstream.close();
  await write(recording, out);
  process.stdout.write(values.json ? jsonSummary(recording.summary, out) : writeSummary(recording.summary, out));
  return 0;
}

const tell = (message: string) => void process.stderr.write(`outcrop: ${message}\n`);

function checkRegion(region: string): void {
  const { regions } = createCatalog();
  if (regions.get(region)) return;
  const names = regions.all().map(({ name }) => name);
  throw new UsageError(`--region "${region}" is no Region with Amazon Bedrock${didYouMean(region, names)}`);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function write(recording: Recording, out: string): Promise<void> {
  try {
    await recording.write();
  } catch (error) {
    throw new UsageError(`cannot write ${out}: ${(error as Error).message}`);
  }
}

/** Whether an Outcrop listens there: it gives the same answer to the same question. */
async function isOutcrop(url: URL): Promise<boolean> {
  try {
    const answer = await fetch(new URL("/_outcrop/health", url));
    const { version } = (await answer.json()) as { version?: unknown };
    return answer.ok && typeof version === "string";
  } catch {
    // It may come later; whoever asks it before is told that it gave no answer.
    return false;
  }
}

/** What stands in the scenario already is no secret in a recording that stands on it. */
function namesIn(scenario: Scenario): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      names.add(value);
      for (const [account] of value.matchAll(/(?<!\d)\d{12}(?!\d)/g)) names.add(account);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        visit(key);
        visit(item);
      }
    }
  };
  visit(scenario);
  return names;
}

function baseOf(file: string, out: string, { principals = [], defaults, clock }: Scenario) {
  const path = relative(dirname(resolve(out)), resolve(file)).replaceAll(sep, "/");
  const accessKeyIds = new Set(principals.flatMap(({ accessKeyId }) => accessKeyId ?? []));
  return { file: path, region: defaults?.region ?? "us-east-1", isFrozen: clock?.mode === "frozen", accessKeyIds };
}

const greeting = (url: string, upstream: URL | "aws", out: string) => `outcrop record listens on ${url}
It passes requests on to ${upstream === "aws" ? "AWS" : upstream.href} and writes them to ${out}.

Point an AWS SDK or the AWS CLI at it:
  export AWS_ENDPOINT_URL_BEDROCK=${url}
  export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}
  export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${url}
`;

function writeSummary({ steps, calls, leftOut, hidden }: RecordingSummary, out: string): string {
  const rows = [...calls].map(([operation, times]) => `  ${String(times).padStart(5)}  ${operation}\n`);
  const without = leftOut.map(
    ({ operation, why, times }) => `  ${operation}${times > 1 ? ` (${times} times)` : ""}: ${why}\n`,
  );
  return [
    `\n${out}: ${steps} steps\n`,
    ...rows,
    ...(hidden.size > 0 ? [`hidden: ${[...hidden].map(([what, times]) => `${what} (${times})`).join(", ")}\n`] : []),
    ...(without.length > 0 ? ["left out\n", ...without] : []),
    `outcrop replay ${out} takes them.\n`,
  ].join("");
}

const jsonSummary = ({ steps, calls, leftOut, hidden }: RecordingSummary, out: string): string =>
  `${JSON.stringify({ out, steps, calls: Object.fromEntries(calls), leftOut, hidden: Object.fromEntries(hidden) })}\n`;
