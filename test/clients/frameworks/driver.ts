import { writeSync } from "node:fs";
import { json } from "node:stream/consumers";
import type { BehaviourName, Case, Failure, Outcome, Report } from "./case.ts";
import { tools } from "./tools.ts";

type Behave = (one: Case) => Promise<Outcome>;

/** Does the cases on standard input one after the other, and reports each on file descriptor 3. */
export async function drive(behaviours: Partial<Record<BehaviourName, Behave>>): Promise<void> {
  for (const one of (await json(process.stdin)) as readonly Case[]) {
    writeSync(3, `${JSON.stringify(await report(behaviours[one.behaviour], one))}\n`);
  }
}

async function report(behave: Behave | undefined, one: Case): Promise<Report> {
  try {
    if (!behave) throw new Error(`the driver does not know "${one.behaviour}"`);
    return { outcome: await behave(one) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** What came of a call that may fail, or how it failed. */
export async function orFailure(call: () => Promise<Outcome | object>): Promise<Outcome> {
  try {
    return await call();
  } catch (error) {
    return { failure: told(error) };
  }
}

interface Talk {
  readonly chat: Behave;
  /** `pieces` is to have the texts as they come, so that they are known when the stream fails. */
  readonly stream: (one: Case, pieces: string[]) => Promise<Outcome>;
}

/** The behaviours of a client that answers at once and in streams: also what becomes of them when something goes wrong. */
export function talk({ chat, stream }: Talk) {
  const chatOrFail: Behave = (one) => orFailure(() => chat(one));
  return {
    chat,
    stream: (one: Case) => stream(one, []),
    "throttled, then retried": chatOrFail,
    "throttled for good": chatOrFail,
    "denied by an SCP": chatOrFail,
    "exception in mid-stream": async (one: Case) => {
      const pieces: string[] = [];
      return { pieces, ...(await orFailure(() => stream(one, pieces))) };
    },
  };
}

/** An error as the AWS SDK and those built on it make it; others tell their status as `status` or `statusCode`. */
function told(error: unknown): Failure {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { $metadata, status, statusCode } = error as Partial<Record<"status" | "statusCode", number>> & {
    $metadata?: { httpStatusCode?: number };
  };
  const code = $metadata?.httpStatusCode ?? status ?? statusCode;
  return { type: error.name, ...(code === undefined ? {} : { status: code }), message: error.message };
}

/** Where the emulator is; a 12-digit access key is the account itself. */
export const endpoint = process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? "";
export const credentials = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
};
export const region = "us-east-1";

/** The tools of one run of an agent, which remember how they were called. */
export function recordedTools() {
  const calls: { name: string; input: unknown }[] = [];
  const recorded = tools.map(({ output, ...tool }) => ({
    ...tool,
    run: (input: unknown) => {
      calls.push({ name: tool.name, input });
      return output;
    },
  }));
  return { calls, tools: recorded };
}

/** An agent that has not come to its end after so many steps never will. */
export const MOST_STEPS = 6;
