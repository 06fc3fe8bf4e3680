import express, { type Request, type Response, Router } from "express";
import { parseInstant } from "../clock.ts";
import { parseDuration } from "../duration.ts";
import type { JournalEntry } from "../journal/journal.ts";
import { cloudTrailEvents } from "../metering/cloudtrail.ts";
import { invocationLog } from "../metering/invocation-log.ts";
import { operations } from "../operations/registry.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import { services } from "../services.ts";
import { SESSION_HEADER, SessionError } from "../sessions.ts";
import type { VerificationReport } from "../verification/verification.ts";
import { version } from "../version.ts";
import { explanationOf, journalAnswer } from "./journal-answers.ts";
import { createOutputRoutes, type KeptOutputs } from "./output-routes.ts";
import { Problem } from "./problem.ts";
import { TextAnswer } from "./text-answer.ts";
import { verificationAnswer } from "./verification-answers.ts";

/** What the admin API may do with a world of an emulator. */
export interface Administered {
  reset(): Promise<void>;
  useScenario(scenario: Scenario): Promise<void>;
  readonly clock: {
    now(): Date;
    readonly mode: "running" | "frozen";
    advance(milliseconds: number): void;
    freeze(instant?: Date): void;
    run(): void;
  };
  readonly journal: { readonly entries: readonly JournalEntry[]; readonly dropped: number };
  readonly usage: { readonly rows: readonly unknown[]; readonly quotas: object; readonly limits: readonly unknown[] };
  readonly faults: readonly unknown[];
  readonly answers: readonly unknown[];
  readonly verification: VerificationReport;
  readonly outputs: KeptOutputs;
}

/** The worlds of an emulator; a request is about the one that its header names. */
export interface AdministeredWorlds {
  of(session: string | undefined): Administered;
  end(session: string): Promise<void>;
  readonly names: readonly string[];
}

/** What a route is asked. */
interface Asked {
  readonly emulator: Administered;
  readonly session: string | undefined;
  readonly body: string;
  /** The parts of the path that vary. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
}

/** A scenario file is text of at most this size. */
const LARGEST_BODY = "16mb";

/** The admin API, below `/_outcrop`. Errors are `application/problem+json` (RFC 9457). */
export function createAdminRoutes(worlds: AdministeredWorlds): Router {
  const router = Router();
  router.use(refuseOtherSites);
  router.use(createOutputRoutes((request) => worldOf(request, worlds).outputs));
  router.use(express.text({ type: () => true, limit: LARGEST_BODY }));

  const routes: Readonly<Record<string, Readonly<Record<string, (asked: Asked) => object | Promise<object>>>>> = {
    "/health": { GET: tellHealth },
    "/reset": {
      POST: async ({ emulator }) => {
        await emulator.reset();
        return { status: "ok" };
      },
    },
    "/scenario": {
      PUT: async ({ body, emulator }) => {
        await useScenario(emulator, body);
        return { status: "ok" };
      },
    },
    "/journal": {
      GET: ({ query, emulator }) => journalAnswer(emulator.journal, query),
    },
    "/journal/:id/explanation": { GET: ({ params: { id = "" }, emulator }) => explanationOf(id, emulator.journal) },
    "/cloudtrail": { GET: ({ emulator }) => ({ Records: cloudTrailEvents(emulator.journal.entries) }) },
    "/invocations": { GET: ({ emulator }) => ({ records: invocationLog(emulator.journal.entries) }) },
    "/usage": { GET: ({ emulator }) => ({ ...emulator.usage }) },
    "/faults": { GET: ({ emulator }) => ({ rules: emulator.faults }) },
    "/answers": { GET: ({ emulator }) => ({ rules: emulator.answers }) },
    "/clock": {
      GET: ({ emulator }) => tellTime(emulator),
      POST: ({ body, emulator }) => {
        setClock(emulator, body);
        return tellTime(emulator);
      },
    },
    "/session": {
      DELETE: async ({ session }) => {
        if (session === undefined) {
          throw new Problem(400, "No session named", `Name the session to end in the header ${SESSION_HEADER}.`);
        }
        await worlds.end(session);
        return { status: "ok" };
      },
    },
    "/sessions": { GET: () => ({ sessions: worlds.names }) },
    "/verification": {
      GET: ({ emulator, query }) => verificationAnswer(emulator.verification, emulator.journal.entries, query),
    },
  };
  for (const [path, methods] of Object.entries(routes)) {
    router.all(path, async (request, response) => {
      const answer = methods[request.method === "HEAD" ? "GET" : request.method];
      if (!answer) {
        const allowed = Object.keys(methods).join(", ");
        response.setHeader("Allow", allowed);
        throw new Problem(
          405,
          "Method not allowed",
          `/_outcrop${request.path} takes ${allowed} and not ${request.method}.`,
        );
      }
      const body = typeof request.body === "string" ? request.body : "";
      const query = new URLSearchParams(request.url.split("?")[1] ?? "");
      const emulator = worldOf(request, worlds);
      const session = request.get(SESSION_HEADER);
      const told = await answer({ emulator, session, body, params: request.params as Asked["params"], query });
      if (told instanceof TextAnswer) response.type(told.type).send(told.text);
      else response.json(told);
    });
  }

  router.use((request) => {
    throw new Problem(404, "No such admin path", `There is no ${request.method} /_outcrop${request.path}.`);
  });

  router.use((error: unknown, _request: Request, response: Response, next: (error?: unknown) => void) => {
    const problem = asProblem(error);
    if (!problem) return next(error);
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem.body()));
  });
  return router;
}

/**
 * A web page that is open in a browser on this machine could change things with requests that need nobody's consent. Browsers say
 * that they come from another site (https://www.w3.org/TR/fetch-metadata/), and whoever is no browser says nothing.
 */
function refuseOtherSites(request: Request, _response: Response, next: () => void): void {
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (!isReading && request.get("sec-fetch-site") === "cross-site") {
    throw new Problem(403, "Another site", "A web page of another site may not change an emulator.");
  }
  next();
}

function worldOf(request: Request, worlds: AdministeredWorlds): Administered {
  return worlds.of(request.get(SESSION_HEADER));
}

function tellHealth(): object {
  const emulated = services.map((service) => [
    service,
    operations.filter((operation) => operation.service === service).map((operation) => operation.name),
  ]);
  return { status: "ok", version, emulated: Object.fromEntries(emulated) };
}

async function useScenario(emulator: Administered, text: string): Promise<void> {
  const { readScenario } = await import("../scenario/parse.ts");
  const { scenario, locate } = readScenario(text);
  try {
    await emulator.useScenario(scenario);
  } catch (error) {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  }
}

const tellTime = ({ clock }: Administered) => ({ now: clock.now().toISOString(), mode: clock.mode });

const clockProblem = (detail: string) => new Problem(400, "Invalid clock command", detail);

/** `{"advance":"60s"}`, `{"freeze":"2026-01-01T00:00:00Z"}`, `{"freeze":true}` (now), `{"run":true}`. */
function setClock({ clock }: Administered, text: string): void {
  const [[name, value] = [], ...more] = Object.entries(readObject(text));
  if (name === undefined || more.length > 0 || !["advance", "freeze", "run"].includes(name)) {
    throw clockProblem('Give exactly one of "advance", "freeze" and "run".');
  }
  try {
    if (name === "advance") clock.advance(readDuration(value));
    else if (name === "freeze") clock.freeze(value === true ? undefined : readInstant(value));
    else if (value === true) clock.run();
    else throw clockProblem('"run" is true.');
  } catch (error) {
    throw error instanceof RangeError ? clockProblem(`${error.message}.`) : error;
  }
}

function readDuration(value: unknown): number {
  const milliseconds = typeof value === "string" ? parseDuration(value) : undefined;
  if (milliseconds === undefined) throw clockProblem('"advance" is a duration such as "60s" or "PT1M".');
  return milliseconds;
}

function readInstant(value: unknown): Date {
  const instant = typeof value === "string" ? parseInstant(value) : undefined;
  if (!instant) throw clockProblem('"freeze" is an instant such as "2026-01-01T00:00:00Z", or true.');
  return instant;
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below: the text is no JSON object either way.
  }
  throw new Problem(400, "Invalid body", "The body must be a JSON object.");
}

function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof ScenarioError) {
    return new Problem(400, "Invalid scenario", error.message, { errors: error.problems });
  }
  if (error instanceof SessionError) return new Problem(400, "No such session", error.message);
  const { status, message } = error as { status?: unknown; message?: unknown };
  return typeof status === "number" && status < 500 ? new Problem(status, "Bad request", String(message)) : undefined;
}
