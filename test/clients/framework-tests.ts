import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { BedrockClient } from "@aws-sdk/client-bedrock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { behaviours } from "./behaviours.ts";
import type { Case, Outcome, Report } from "./frameworks/case.ts";
import { describeInstalled, type Installed } from "./installed.ts";
import { createProfile } from "./javascript-clients.ts";
import { freshAccount } from "./models.ts";
import { clientEnvironment, python, pythonPackage } from "./python.ts";
import { type Server, startServer } from "./server.ts";
import { type Call, callsOf, type TestedClient, testedClients } from "./tested-clients.ts";

/** The package of the JavaScript clients: its own, so that the product has none of them among its dependencies. */
export const FRAMEWORKS = resolve(import.meta.dirname, "frameworks");

export function installed(client: TestedClient): Installed {
  if (client.language === "python") return pythonPackage(client.package);
  const manifest = resolve(FRAMEWORKS, "node_modules", client.package, "package.json");
  if (!existsSync(manifest)) return { missing: `test/clients/frameworks has no ${client.package}` };
  return { version: (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version };
}

/** Declares the tests of all clients in one language: each does its calls in one process of its own, against one server. */
export function describeFrameworks(language: TestedClient["language"]): void {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  for (const client of testedClients.filter((one) => one.language === language)) {
    describeInstalled([client.name, ...(client.way ? [client.way] : [])].join(", "), installed(client), () => {
      const account = freshAccount();
      const calls = callsOf(client);
      let reports: ReadonlyMap<Call, Report>;

      beforeAll(async () => {
        reports = await run(client, account, server, calls);
      });

      test.each(calls.map((call) => [titleOf(call), call] as const))("%s", (_title, call) => {
        const chat = calls.find(
          ({ behaviour, model, copyFrom }) =>
            behaviour === "chat" && model === call.model && !copyFrom === !call.copyFrom,
        );
        behaviours[call.behaviour].check(outcomeOf(reports.get(call)), chat && outcomeOf(reports.get(chat)));
      });

      test(`asks for nothing but ${client.operations.join(", ")}, and is refused nothing`, async () => {
        const entries = (await server.journal(account)).filter(
          ({ operation }) => operation !== "CreateInferenceProfile",
        );
        expect(
          entries.filter(({ status }) => status !== 200).map(({ operation, error }) => ({ operation, error })),
        ).toEqual([]);
        expect([...new Set(entries.map(({ operation }) => operation))].sort()).toEqual([...client.operations].sort());
      });
    });
  }
}

const titleOf = ({ behaviour, model, copyFrom }: Call) =>
  `${behaviours[behaviour].title} from ${model}, ${copyFrom ? "by the ARN of an application profile" : "by its id"}`;

function outcomeOf(report: Report | undefined): Outcome {
  if (!report) throw new Error("the driver told nothing about this call");
  if ("error" in report) throw new Error(report.error);
  return report.outcome;
}

/** Makes the profiles and lets the client do its calls. */
async function run({ language, driver }: TestedClient, account: string, server: Server, calls: readonly Call[]) {
  const credentials = { accessKeyId: account, secretAccessKey: "outcrop" };
  const bedrock = new BedrockClient({ endpoint: server.url, region: "us-east-1", credentials });
  const profiles = new Map<string, string>();
  const cases: Case[] = [];
  for (const { behaviour, model, copyFrom } of calls) {
    const { prompt, texts = [] } = behaviours[behaviour];
    const source = copyFrom?.(account);
    if (source !== undefined && !profiles.has(source))
      profiles.set(source, await createProfile(bedrock, source, `profile-${profiles.size}`));
    const modelId = source === undefined ? model : (profiles.get(source) ?? "");
    cases.push({ behaviour, modelId, baseModel: model, prompt, texts });
  }
  const reports = await drive(language, driver, clientEnvironment(server.exports, environmentOf(account)), cases);
  return new Map(calls.flatMap((call, index) => (reports[index] ? [[call, reports[index]] as const] : [])));
}

/** Of a process that drives a client: who it is, and that it asks nobody but the emulator. */
const environmentOf = (account: string) => ({
  AWS_ACCESS_KEY_ID: account,
  PYTHONDONTWRITEBYTECODE: "1",
  // It would fetch the list from GitHub (https://docs.litellm.ai/docs/proxy/config_settings).
  LITELLM_LOCAL_MODEL_COST_MAP: "True",
  // A developer's own settings would send the runs to LangSmith.
  LANGSMITH_TRACING: "false",
  LANGCHAIN_TRACING_V2: "false",
});

async function drive(
  language: TestedClient["language"],
  [script, ...args]: TestedClient["driver"],
  env: NodeJS.ProcessEnv,
  cases: readonly Case[],
): Promise<readonly Report[]> {
  const command = language === "python" ? python : process.execPath;
  const stdio = ["pipe", "ignore", "pipe", "pipe"] as const;
  const driver = spawn(command, [resolve(FRAMEWORKS, script), ...args], { env, stdio: [...stdio] });
  driver.stdin?.end(JSON.stringify(cases));
  const [said, reports] = await Promise.all([text(driver.stdio[2] as Readable), text(driver.stdio[3] as Readable)]);
  const lines = reports.split("\n").filter((line) => line !== "");
  if (lines.length < cases.length) throw new Error(`${script} stopped after ${lines.length} cases:\n${said}`);
  return lines.map((line) => JSON.parse(line) as Report);
}
