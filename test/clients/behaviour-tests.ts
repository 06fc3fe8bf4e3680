import { BedrockClient } from "@aws-sdk/client-bedrock";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalEntry } from "../../emulator/index.ts";
import { behaviours } from "./behaviours.ts";
import { drive, environmentOf } from "./drive.ts";
import type { BehaviourName, Case, Outcome, Report } from "./frameworks/case.ts";
import { describeInstalled } from "./installed.ts";
import { createProfile } from "./javascript-clients.ts";
import { installed, type Language } from "./languages.ts";
import { freshAccount } from "./models.ts";
import { clientEnvironment } from "./python.ts";
import { type Server, startServer } from "./server.ts";
import type { ClientMeta } from "./table/meta.ts";
import { type Call, callsOf, type TestedClient, testedClients, titleOf, wayOf } from "./tested-clients.ts";

/** Declares the tests of all clients in one language: each does its calls in one process of its own, against one server. */
export function describeBehaviours(language: Language): void {
  let server: Server;
  beforeAll(async () => {
    server = await startServer("behaviours.yaml");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  for (const client of testedClients.filter((one) => one.language === language)) {
    describeInstalled(titleOf(client), installed(client), () => {
      const calls = callsOf(client);
      let found: Found;

      beforeAll(async () => {
        found = await run(client, server, calls);
      });

      test.for(calls.map((call) => [`${behaviours[call.behaviour].title}${wayOf(call)}`, call] as const))(
        "%s",
        ([, call], { task }) => {
          const { topic, check } = behaviours[call.behaviour];
          if (topic !== undefined) task.meta.cell = { client: titleOf(client), topic };
          const chat = calls.find(
            ({ behaviour, model, copyFrom }) =>
              behaviour === "chat" && model === call.model && !copyFrom === !call.copyFrom,
          );
          check(outcomeOf(found, call), {
            chat: chat && outcomeOf(found, chat),
            entries: found.entries.filter(({ modelId }) => modelId === found.cases.get(call)?.modelId),
            told: client.tells[call.behaviour],
            attempts: client.defaults?.attempts,
          });
        },
      );

      test(`asks for nothing but ${client.operations.join(", ")}, and is refused nothing else`, ({ task }) => {
        task.meta.client = metaOf(client);
        const refusals = found.entries.filter(({ status }) => status !== 200 && status !== 201);
        const unexpected = refusals.filter((entry) => !calls.some((call) => isRefusalOf(entry, call, found)));
        expect(unexpected.map(({ operation, error }) => ({ operation, error }))).toEqual([]);
        const operations = new Set(found.entries.map(({ operation }) => operation));
        expect([...operations].sort()).toEqual([...client.operations].sort());
      });
    });
  }
}

/** What the table is to tell of a client. */
function metaOf(client: TestedClient): ClientMeta {
  const found = installed(client);
  const byTopic = (told: Partial<Record<BehaviourName, string>> = {}) =>
    Object.fromEntries(
      Object.entries(told).map(([name, text]) => [behaviours[name as BehaviourName].topic ?? "", text]),
    );
  return {
    clients: testedClients.map(titleOf),
    topics: [...new Set(Object.values(behaviours).flatMap(({ topic }) => topic ?? []))],
    client: titleOf(client),
    version: `${client.package} ${"version" in found ? found.version : ""}`,
    cannot: byTopic(client.cannot),
    otherwise: byTopic(client.otherwise),
    tells: client.tells,
    defaults: client.defaults,
  };
}

/** What came of the calls of a client. */
interface Found {
  readonly cases: ReadonlyMap<Call, Case>;
  readonly reports: ReadonlyMap<Call, Report>;
  /** What the client has asked the server. */
  readonly entries: readonly JournalEntry[];
}

/** Whether the server was right to refuse a request, because a call is about just that. */
function isRefusalOf({ status, operation, modelId }: JournalEntry, call: Call, { cases }: Found): boolean {
  const { refusal } = behaviours[call.behaviour];
  if (refusal === undefined || refusal.status !== status) return false;
  return refusal.operation === undefined ? modelId === cases.get(call)?.modelId : operation === refusal.operation;
}

function outcomeOf({ reports }: Found, call: Call): Outcome {
  const report = reports.get(call);
  if (!report) throw new Error("the driver told nothing about this call");
  if ("error" in report) throw new Error(report.error);
  return report.outcome;
}

/** Makes the profiles and lets the client do its calls. */
async function run(client: TestedClient, server: Server, calls: readonly Call[]): Promise<Found> {
  const account = freshAccount();
  const cases = await casesOf(calls, account, server);
  const before = (await server.journal(account)).length;
  const reports = await drive(client, clientEnvironment(server.exports, environmentOf(account)), cases);
  return {
    cases: new Map(calls.map((call, index) => [call, cases[index] as Case])),
    reports: new Map(calls.flatMap((call, index) => (reports[index] ? [[call, reports[index]] as const] : []))),
    entries: (await server.journal(account)).slice(before),
  };
}

/** What a driver is to do for each call: profiles are made, one for each name and source. */
export async function casesOf(
  calls: readonly Call[],
  account: string,
  server: Pick<Server, "url">,
): Promise<readonly Case[]> {
  const modelIds = await identify(calls, account, server);
  return calls.map(({ behaviour, model }, index) => {
    const { prompt, texts = [] } = behaviours[behaviour];
    return { behaviour, modelId: modelIds[index] ?? "", baseModel: model, prompt, texts };
  });
}

async function identify(
  calls: readonly Call[],
  account: string,
  server: Pick<Server, "url">,
): Promise<readonly string[]> {
  const credentials = { accessKeyId: account, secretAccessKey: "outcrop" };
  const bedrock = new BedrockClient({ endpoint: server.url, region: "us-east-1", credentials });
  const profiles = new Map<string, string>();
  const modelIds: string[] = [];
  for (const { behaviour, model, copyFrom } of calls) {
    const { through } = behaviours[behaviour];
    const source = copyFrom?.(account) ?? model;
    if (through === "nothing") modelIds.push("");
    else if (through === "copy" || copyFrom === undefined) modelIds.push(source);
    else {
      const key = `${through?.profile} ${source}`;
      const name = through?.profile ?? `profile-${profiles.size}`;
      if (!profiles.has(key)) profiles.set(key, await createProfile(bedrock, source, name));
      modelIds.push(profiles.get(key) ?? "");
    }
  }
  return modelIds;
}
