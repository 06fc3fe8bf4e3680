import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, outcrop, started } from "../command/command.ts";
import { casesOf } from "./behaviour-tests.ts";
import { drive, environmentOf } from "./drive.ts";
import { describeInstalled } from "./installed.ts";
import { installed } from "./languages.ts";
import { clientEnvironment } from "./python.ts";
import { startServer } from "./server.ts";
import { callsOf, testedClients, titleOf } from "./tested-clients.ts";

const ACCOUNT = "998877665544";
const RECORDED = [
  "LangChain (JavaScript)",
  "LangChain (Python), ChatBedrockConverse",
  "LiteLLM, bedrock/converse",
  "AWS CLI",
];

for (const client of testedClients.filter((one) => RECORDED.includes(titleOf(one)))) {
  describeInstalled(titleOf(client), installed(client), () => {
    test("all that it does through outcrop record is replayed at once", async () => {
      await using server = await startServer("behaviours.yaml");
      await using files = await filesOf({ "placeholder.txt": "" });
      const out = join(files["placeholder.txt"], "..", "recorded.yaml");
      await using proxy = await started(
        ["--upstream", server.url, "--out", out, "--port", "0", "--json"],
        {},
        "record",
      );
      const cases = await casesOf(callsOf(client), ACCOUNT, proxy);
      const exports = Object.entries(server.exports).map(([name, value]) => [
        name,
        value.replace(server.url, proxy.url),
      ]);
      await drive(client, clientEnvironment(Object.fromEntries(exports), environmentOf(ACCOUNT)), cases);
      const { stdout } = await proxy.end("SIGTERM");
      const { steps } = JSON.parse(stdout.split("\n")[1] ?? "") as { readonly steps: number };
      expect(steps).toBeGreaterThan(20);
      expect(await readFile(out, "utf8")).not.toContain(ACCOUNT);
      const replay = await outcrop(["replay", out]);
      expect(replay.code, replay.stdout).toBe(0);
    });
  });
}
