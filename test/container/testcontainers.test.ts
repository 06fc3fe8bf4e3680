// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the form of variables in scenario files

import { join } from "node:path";
import { BedrockClient, CreateInferenceProfileCommand, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { Network } from "testcontainers";
import { expect, onTestFinished, test } from "vitest";
import { ScenarioError } from "../../emulator/index.ts";
import { OutcropContainer, type StartedOutcropContainer } from "../../emulator/testing/testcontainers.ts";
import { ask } from "./clients.ts";
import { describeDocker, docker } from "./docker.ts";
import { folderOf } from "./folder.ts";

function runtimeOf(outcrop: StartedOutcropContainer, ...options: Parameters<typeof outcrop.getClientConfig>) {
  const client = new BedrockRuntimeClient({ ...outcrop.getClientConfig(...options), maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

function controlOf(outcrop: StartedOutcropContainer) {
  const client = new BedrockClient(outcrop.getClientConfig());
  onTestFinished(() => client.destroy());
  return client;
}

const copyFrom = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0";
const createProfile = (outcrop: StartedOutcropContainer) =>
  controlOf(outcrop).send(
    new CreateInferenceProfileCommand({ inferenceProfileName: "created", modelSource: { copyFrom } }),
  );
const profilesOf = async (outcrop: StartedOutcropContainer) => {
  const { inferenceProfileSummaries } = await controlOf(outcrop).send(
    new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }),
  );
  return inferenceProfileSummaries?.map(({ inferenceProfileName }) => inferenceProfileName);
};

describeDocker(() => {
  test("the image that `docker build -t outcrop .` makes answers default clients, and is gone after `await using`", async () => {
    let id = "";
    {
      await using outcrop = await new OutcropContainer().start();
      id = outcrop.getId();
      expect(await docker("inspect", "--format", "{{.Config.Image}}", id)).toBe("outcrop:latest");
      expect(outcrop.getClientConfig()).toEqual({
        endpoint: outcrop.getEndpoint(),
        region: "us-east-1",
        credentials: { accessKeyId: "111122223333", secretAccessKey: "outcrop" },
      });
      expect(await ask(runtimeOf(outcrop))).toMatch(/\w+ \w+/);
    }
    await expect(docker("inspect", id)).rejects.toThrow("No such");
  });

  test("a scenario file comes with all that it takes from other files and from the environment", async () => {
    const folder = await folderOf({
      "team.yaml": "extends: base.yaml\ninclude: answers.yaml\nseed: 3\n",
      "base.yaml": "defaults: { account: '123456789012', region: eu-west-1 }\n",
      "answers.yaml": "answers: [{ then: { text: { $file: said.txt } } }]\n",
      "said.txt": "as it stands: ${HOME} costs $${5}, 'quoted' \"twice\"",
    });
    await using outcrop = await new OutcropContainer().withScenario(join(folder, "team.yaml")).start();
    expect(outcrop.getClientConfig()).toMatchObject({
      region: "eu-west-1",
      credentials: { accessKeyId: "123456789012" },
    });
    const client = new BedrockRuntimeClient(outcrop.getClientConfig());
    onTestFinished(() => client.destroy());
    const said = await ask(client, "?", "eu.amazon.nova-lite-v1:0");
    expect(said).toBe("as it stands: ${HOME} costs $${5}, 'quoted' \"twice\"");
    const { entries } = await outcrop.journal();
    expect(entries).toMatchObject([
      { source: "eu-west-1", account: "123456789012", modelId: "eu.amazon.nova-lite-v1:0" },
    ]);
  });

  test("seed and Region win over the scenario's, and AWS's quotas join its own", async () => {
    const answersOf = async (container: OutcropContainer) => {
      await using outcrop = await container.start();
      return { said: await ask(runtimeOf(outcrop, { region: "us-west-2" })), config: outcrop.getClientConfig() };
    };
    const scenario = { seed: 1, defaults: { region: "us-east-1", account: "123456789012" } };
    const [first, same, other] = await Promise.all([
      answersOf(new OutcropContainer().withScenario(scenario).withRegion("us-west-2").withSeed(7)),
      answersOf(new OutcropContainer().withSeed(7)),
      answersOf(new OutcropContainer().withScenario(scenario).withSeed(8)),
    ]);
    expect(first.config).toMatchObject({ region: "us-west-2", credentials: { accessKeyId: "123456789012" } });
    expect(first.said).toBe(same.said);
    expect(first.said).not.toBe(other.said);

    const rules = [{ model: "amazon.nova-lite-v1:0", kind: "cross-region" as const, requestsPerMinute: 1 }];
    await using outcrop = await new OutcropContainer().withScenario({ quotas: { rules } }).withAwsQuotas().start();
    const client = runtimeOf(outcrop);
    await ask(client);
    await expect(ask(client)).rejects.toThrow(/Too many requests/);
    const usage = (await (await fetch(`${outcrop.getEndpoint()}/_outcrop/usage`)).json()) as { quotas: unknown };
    expect(JSON.stringify(usage.quotas)).toContain("tokensPerMinute");
    await outcrop.advanceClock("60s");
    expect(await ask(client)).toMatch(/\w/);
  });

  test("a running container is told another scenario, moved on in time, judged and set back", async () => {
    const expected = [{ name: "asks twice", calls: { operation: "Converse" as const, times: 2 } }];
    await using outcrop = await new OutcropContainer().withScenario({ expect: expected }).start();
    const client = runtimeOf(outcrop);
    await createProfile(outcrop);
    await ask(client);
    expect(await outcrop.verification()).toMatchObject({
      ok: false,
      expectations: [{ name: "asks twice", ok: false }],
    });

    await outcrop.loadScenario({
      expect: [{ calls: { operation: "Converse", times: 1 } }],
      answers: [{ then: { text: "told later" } }],
      clock: { mode: "frozen" },
    });
    expect(await ask(client)).toBe("told later");
    expect(await profilesOf(outcrop)).toEqual(["created"]);
    expect(await outcrop.verification()).toMatchObject({ ok: true });
    const later = await outcrop.advanceClock("PT1H");
    expect((await outcrop.advanceClock("60s")).getTime() - later.getTime()).toBe(60_000);

    const found = await outcrop.journal({ operation: "Converse", limit: "1" });
    expect(found).toMatchObject({ entries: [{ operation: "Converse", status: 200 }] });
    await outcrop.reset();
    expect(await outcrop.journal()).toEqual({ entries: [], dropped: 0 });
    expect(await profilesOf(outcrop)).toEqual([]);
    expect(await ask(client)).toBe("told later");
  });

  test("after a restart it has another port and its first scenario", async () => {
    await using outcrop = await new OutcropContainer().withScenario({ answers: [{ then: { text: "first" } }] }).start();
    await outcrop.loadScenario({ answers: [{ then: { text: "second" } }] });
    await outcrop.restart();
    expect(await ask(runtimeOf(outcrop))).toBe("first");
    expect(await outcrop.journal()).toMatchObject({ entries: [{}] });
  });

  test("what is wrong is told before anything runs, and by the admin API in its own words", async () => {
    const misspelt = { answrs: [] } as object;
    await expect(new OutcropContainer().withScenario(misspelt).start()).rejects.toThrow(ScenarioError);
    await expect(new OutcropContainer().withScenario("/no/such/file.yaml").start()).rejects.toThrow(
      "cannot read /no/such/file.yaml: there is no such file",
    );
    await expect(new OutcropContainer().withSeed(-1).start()).rejects.toThrow(ScenarioError);
    const answers = [{ then: () => ({ text: "in process alone" }) }];
    await expect(new OutcropContainer().withScenario({ answers }).start()).rejects.toThrow(
      'a scenario for a container is data alone, and "then" is a function',
    );
    await using outcrop = await new OutcropContainer().start();
    await expect(outcrop.loadScenario(misspelt)).rejects.toThrow(/did you mean "answers"/);
    await expect(outcrop.advanceClock("a while")).rejects.toThrow('"advance" is a duration such as "60s" or "PT1M".');
    await expect(outcrop.journal({ oprtation: "x" })).rejects.toThrow(/HTTP 400/);
  });

  test("a container that ends at once fails its start without waiting", async () => {
    const container = new OutcropContainer().withEnvironment({ OUTCROP_PORT: "none" });
    await expect(container.start()).rejects.toThrow(/exited with code 2|Container exited/);
  });

  test("its log goes to the consumer, a line of JSON for each request", async () => {
    const lines: string[] = [];
    await using outcrop = await new OutcropContainer()
      .withLogConsumer((stream) => stream.on("data", (line: string) => lines.push(line)))
      .start();
    await ask(runtimeOf(outcrop));
    await expect
      .poll(() => lines.map((line) => JSON.parse(line).msg ?? "greeting"))
      .toEqual(["greeting", "Converse 200"]);
  });

  test("another container reaches it by its name in their network", async () => {
    await using network = await new Network().start();
    await using _ = await new OutcropContainer().withNetwork(network).withNetworkAliases("bedrock").start();
    const script = `fetch("http://bedrock:4577/_outcrop/health").then(async (r) => console.log((await r.json()).status))`;
    const args = ["run", "--rm", "--network", network.getName(), "--entrypoint", "node", "outcrop", "-e", script];
    expect(await docker(...args)).toBe("ok");
  });

  test("withReuse takes one with the same scenario again, as it was at its start", async () => {
    const reusable = (text: string) =>
      new OutcropContainer().withScenario({ answers: [{ then: { text } }] }).withReuse();
    const first = await reusable("one").start();
    onTestFinished(async () => void (await first.stop()));
    await createProfile(first);
    await first.loadScenario({ answers: [{ then: { text: "changed" } }] });

    const again = await reusable("one").start();
    expect(again.getId()).toBe(first.getId());
    expect(await ask(runtimeOf(again))).toBe("one");
    expect(await profilesOf(again)).toEqual([]);

    const other = await reusable("two").start();
    onTestFinished(async () => void (await other.stop()));
    expect(other.getId()).not.toBe(first.getId());
    expect(await ask(runtimeOf(other))).toBe("two");
  });
});
