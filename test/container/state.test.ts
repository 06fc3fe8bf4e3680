import { randomUUID } from "node:crypto";
import { BedrockClient, CreateInferenceProfileCommand, GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { answering, describeDocker, docker, exitCodeOf, logsOf, startOutcrop } from "./docker.ts";

const bedrockOf = (endpoint: string) =>
  new BedrockClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "111122223333", secretAccessKey: "outcrop" },
  });

async function createProfile(url: string, inferenceProfileName: string): Promise<string> {
  const copyFrom = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0";
  const command = new CreateInferenceProfileCommand({ inferenceProfileName, modelSource: { copyFrom } });
  return (await bedrockOf(url).send(command)).inferenceProfileArn ?? "";
}

const nameOf = async (url: string, inferenceProfileIdentifier: string) =>
  (await bedrockOf(url).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }))).inferenceProfileName;

/** A volume with a name of its own, which ends with its scope, and the options that keep state in it. */
async function volume() {
  const name = `outcrop-test-${randomUUID()}`;
  await docker("volume", "create", name);
  return {
    options: ["--volume", `${name}:/state`, "--env", "OUTCROP_STATE=/state"],
    [Symbol.asyncDispose]: async () => void (await docker("volume", "rm", "--force", name)),
  };
}

describeDocker(() => {
  test("what is kept at /state is there after the container was killed and started again", async () => {
    await using kept = await volume();
    await using outcrop = await startOutcrop([...kept.options, "--read-only"]);
    const arn = await createProfile(outcrop.url, "team-a");
    await docker("kill", outcrop.id);
    expect(await exitCodeOf(outcrop.id)).toBe(137);
    await docker("start", outcrop.id);
    const { url } = await answering(outcrop.id);
    expect(await nameOf(url, arn)).toBe("team-a");
  });

  test("and in another container, after the first was killed and removed", async () => {
    await using kept = await volume();
    let arn: string;
    {
      await using first = await startOutcrop(kept.options);
      arn = await createProfile(first.url, "team-a");
      await docker("kill", first.id);
    }
    await using second = await startOutcrop(kept.options);
    expect(await nameOf(second.url, arn)).toBe("team-a");
  });

  test("two containers do not share a folder: the second ends with 2", async () => {
    await using kept = await volume();
    await using _ = await startOutcrop(kept.options);
    const id = await docker("run", "--detach", ...kept.options, "outcrop");
    try {
      expect(await docker("wait", id)).toBe("2");
      expect((await logsOf(id)).stderr.join("\n")).toContain("another Outcrop keeps its state in /state");
    } finally {
      await docker("rm", "--force", id);
    }
  });

  test("a container that cannot write where it is to keep state ends with 2", async () => {
    const id = await docker("run", "--detach", "--read-only", "--env", "OUTCROP_STATE=/elsewhere", "outcrop");
    try {
      expect(await docker("wait", id)).toBe("2");
      expect((await logsOf(id)).stderr.join("\n")).toContain("cannot keep its state in /elsewhere");
    } finally {
      await docker("rm", "--force", id);
    }
  });
});
