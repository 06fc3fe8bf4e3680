import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { createEmulator, type Emulator, parseScenario, type Scenario } from "../../emulator/index.ts";
import { median } from "./median.ts";

/**
 * What rules cost: `node test/bench/rules.ts`. Loading 10,000 of them is to take less than a second, and finding the one that
 * matches among 10,000 at most twice the time of 10. Processor time, of whole requests in process.
 * Exit codes: 0 both are so, 1 one is not.
 */
const MANY = 10_000;
const FEW = 10;

/** Half answers, half faults, of which none is about the requests that are made but the last answer. */
const scenarioOf = (count: number, faults: number): Scenario => ({
  seed: 1,
  answers: Array.from({ length: count }, (_, at) => ({
    when: { lastUserText: `question ${at}` },
    then: { text: `answer ${at}` },
  })),
  faults: Array.from({ length: faults }, (_, at) => ({
    when: { operation: "Converse", profile: `team-${at}` },
    then: { error: "ThrottlingException" },
  })),
});

/** Processor time in milliseconds, which a busy machine does not change much. */
async function timeOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function requestMs(emulator: Emulator, last: number): Promise<number> {
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "111122223333", secretAccessKey: "x" },
    requestHandler: emulator.requestHandler(),
  });
  const ask = () =>
    client.send(
      new ConverseCommand({
        modelId: "us.amazon.nova-lite-v1:0",
        messages: [{ role: "user", content: [{ text: `question ${last - 1}` }] }],
      }),
    );
  for (let warm = 0; warm < 200; warm++) await ask();
  const times: number[] = [];
  for (let round = 0; round < 7; round++)
    times.push(
      (await timeOf(async () => {
        for (let one = 0; one < 200; one++) await ask();
      })) / 200,
    );
  return median(times);
}

const LOAD_MS = 1_000;
const MOST_TIMES = 2;

const many = scenarioOf(MANY / 2, MANY / 2);
const json = JSON.stringify(many);
const loads: number[] = [];
for (let round = 0; round < 3; round++) loads.push(await timeOf(() => createEmulator({ scenario: many })));
let isMet = median(loads) < LOAD_MS;
console.log(`load ${MANY} rules (object): ${loads.map((ms) => ms.toFixed(0)).join(", ")} ms`);
console.log(
  `load ${MANY} rules (JSON text): ${(await timeOf(() => createEmulator({ scenario: parseScenario(json) }))).toFixed(0)} ms`,
);
for (const [name, few, all] of [
  ["answers", scenarioOf(FEW, 0), scenarioOf(MANY, 0)],
  ["faults", scenarioOf(FEW, FEW), scenarioOf(FEW, MANY)],
] as const) {
  const short = await requestMs(createEmulator({ scenario: few }), few.answers?.length ?? 0);
  const long = await requestMs(createEmulator({ scenario: all }), all.answers?.length ?? 0);
  isMet &&= long <= MOST_TIMES * short;
  console.log(
    `request among ${FEW} ${name}: ${short.toFixed(3)} ms; among ${MANY}: ${long.toFixed(3)} ms; ratio ${(long / short).toFixed(2)}`,
  );
}
process.exitCode = isMet ? 0 : 1;
