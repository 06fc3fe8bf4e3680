import { setTimeout as sleep } from "node:timers/promises";
import { apps } from "./apps.mjs";

/**
 * Runs an example app against a server: `outcrop start --scenario scenarios/NAME.yaml`, then
 * `node scenarios/examples/run.mjs NAME [good|bad]` and `curl http://127.0.0.1:4577/_outcrop/verification`.
 */
const [name, which = "good"] = process.argv.slice(2);
const app = apps[name]?.[which];
if (!app) throw new Error(`give one of these, and good or bad: ${Object.keys(apps).join(", ")}`);
const config = {
  endpoint: process.env.AWS_ENDPOINT_URL ?? "http://127.0.0.1:4577",
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAAPP0000000000001", secretAccessKey: "outcrop" },
};
console.log(await app({ config, sleep, deadline: (milliseconds) => AbortSignal.timeout(milliseconds) }));
