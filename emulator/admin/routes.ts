import express, { type Request, type Response, Router } from "express";
import { parseDuration } from "../duration.ts";
import { operations } from "../operations/registry.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import { services } from "../services.ts";
import { version } from "../version.ts";
import { Problem } from "./problem.ts";

/** What the admin API may do with an emulator. */
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
  readonly journal: { readonly entries: readonly unknown[]; readonly dropped: number };
  readonly usage: { readonly rows: readonly unknown[] };
}

/** A scenario file is text of at most this size. */
const LARGEST_BODY = "16mb";

/** The admin API, below `/_outcrop`. Errors are `application/problem+json` (RFC 9457). */
export function createAdminRoutes(emulator: Administered): Router {
  const router = Router();
  router.use(express.text({ type: () => true, limit: LARGEST_BODY }));

  router.get("/health", (_request, response) => {
    const emulated = services.map((service) => [
      service,
      operations.filter((operation) => operation.service === service).map((operation) => operation.name),
    ]);
    response.json({ status: "ok", version, emulated: Object.fromEntries(emulated) });
  });

  router.post("/reset", async (_request, response) => {
    await emulator.reset();
    response.json({ status: "ok" });
  });

  router.put("/scenario", async (request, response) => {
    const { parseScenario } = await import("../scenario/parse.ts");
    await emulator.useScenario(parseScenario(textOf(request)));
    response.json({ status: "ok" });
  });

  router.get("/journal", (_request, response) => {
    const { entries, dropped } = emulator.journal;
    response.json({ entries, dropped });
  });

  router.get("/usage", (_request, response) => {
    response.json({ rows: emulator.usage.rows });
  });

  router.get("/clock", (_request, response) => {
    response.json(tellTime(emulator));
  });

  router.post("/clock", (request, response) => {
    setClock(emulator, textOf(request));
    response.json(tellTime(emulator));
  });

  router.get("/verification", () => {
    throw new Problem(
      501,
      "Not emulated yet",
      'The section "expect", whose results stand here, is not part of this version.',
    );
  });

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

const textOf = (request: Request): string => (typeof request.body === "string" ? request.body : "");

const tellTime = ({ clock }: Administered) => ({ now: clock.now().toISOString(), mode: clock.mode });

/** `{"advance":"60s"}`, `{"freeze":"2026-01-01T00:00:00Z"}`, `{"freeze":true}` (now), `{"run":true}`. */
function setClock({ clock }: Administered, text: string): void {
  const command = readObject(text);
  const names = Object.keys(command);
  const [name] = names;
  if (names.length !== 1 || name === undefined || !["advance", "freeze", "run"].includes(name)) {
    throw new Problem(400, "Invalid clock command", 'Give exactly one of "advance", "freeze" and "run".');
  }
  const value = command[name];
  if (name === "advance") {
    const milliseconds = typeof value === "string" ? parseDuration(value) : undefined;
    if (milliseconds === undefined) {
      throw new Problem(400, "Invalid clock command", '"advance" is a duration such as "60s" or "PT1M".');
    }
    clock.advance(milliseconds);
  } else if (name === "run") {
    if (value !== true) throw new Problem(400, "Invalid clock command", '"run" is true.');
    clock.run();
  } else {
    const instant = typeof value === "string" ? new Date(value) : undefined;
    if (value !== true && (!instant || Number.isNaN(instant.getTime()))) {
      throw new Problem(
        400,
        "Invalid clock command",
        '"freeze" is an instant such as "2026-01-01T00:00:00Z", or true.',
      );
    }
    clock.freeze(instant);
  }
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
  const { status, message } = error as { status?: unknown; message?: unknown };
  return typeof status === "number" && status < 500 ? new Problem(status, "Bad request", String(message)) : undefined;
}
