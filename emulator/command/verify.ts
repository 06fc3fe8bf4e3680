import { writeFile } from "node:fs/promises";
import { styleText } from "node:util";
import { SESSION_HEADER } from "../sessions.ts";
import type { VerifyInput } from "./definitions/verify.ts";
import { UsageError } from "./usage-error.ts";

const FILES = ["junit", "tap", "html"] as const;

/**
 * `outcrop verify`: asks a running emulator how things stand to what its scenario expects. 0 when all expectations are met, 1 when
 * one is not; throws UsageError when there is no emulator to ask.
 */
export async function verify({ values }: VerifyInput): Promise<number> {
  const ask = createAsk(values.target, values.session);
  const answer = await ask("json");
  const report = readReport(answer);
  for (const format of FILES) {
    const file = values[format];
    if (file !== undefined) await write(file, await ask(format));
  }
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : paintVerdicts(await ask("text")));
  return report.ok ? 0 : 1;
}

/** Colours, on a terminal that wants them, for the words that lines begin with. */
const paintVerdicts = (text: string): string =>
  text.replaceAll(/^(not ok|ok)(?= )/gm, (word) =>
    styleText(word === "ok" ? "green" : "red", word, { stream: process.stdout }),
  );

function createAsk(url: URL, session: string | undefined): (format: string) => Promise<string> {
  const target = url.href.replace(/\/+$/, "");
  const headers = session === undefined ? {} : { [SESSION_HEADER]: session };
  return async (format) => {
    const address = `${target}/_outcrop/verification?format=${format}`;
    let answer: Response;
    try {
      answer = await fetch(address, { headers });
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
      throw new UsageError(`no emulator answers at ${target} (${reason}); start one with "outcrop start"`);
    }
    const text = await answer.text();
    if (answer.ok) return text;
    throw new UsageError(`${target} answered HTTP ${answer.status}: ${detailOf(text)}`);
  };
}

/** What a problem (RFC 9457) says; another server's answer in short. */
function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === "string") return detail;
  } catch {
    // No problem of Outcrop's.
  }
  return text.slice(0, 200);
}

function readReport(text: string): { readonly ok: boolean } {
  try {
    const report = JSON.parse(text) as { ok?: unknown; expectations?: unknown };
    if (typeof report.ok === "boolean" && Array.isArray(report.expectations)) return { ...report, ok: report.ok };
  } catch {
    // Told below.
  }
  throw new UsageError("the target does not answer as Outcrop does");
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}
