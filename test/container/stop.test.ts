import { ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { ask, clientOf, NOVA } from "./clients.ts";
import { describeDocker, docker, exitCodeOf, logsOf, startOutcrop } from "./docker.ts";

/** A stream of ten words at this pace. */
const paced = (tokensPerSecond: number) => ({
  answers: [
    {
      when: { operation: "ConverseStream" },
      then: { text: "one two three four five six seven eight nine ten", stream: { chunkTokens: 1, tokensPerSecond } },
    },
  ],
});

async function startPaced(tokensPerSecond: number) {
  const outcrop = await startOutcrop();
  const body = JSON.stringify(paced(tokensPerSecond));
  expect((await fetch(`${outcrop.url}/_outcrop/scenario`, { method: "PUT", body })).status).toBe(200);
  const messages = [{ role: "user" as const, content: [{ text: "count" }] }];
  const { stream } = await clientOf(outcrop.url).send(new ConverseStreamCommand({ modelId: NOVA, messages }));
  const events = stream?.[Symbol.asyncIterator]();
  if (!events) throw new Error("there is no stream");
  return { outcrop, events };
}

describeDocker(() => {
  test("at SIGTERM a stream under way ends as it should, and the container with 0", async () => {
    const { outcrop, events } = await startPaced(10);
    await using _ = outcrop;
    await events.next();
    const stopped = docker("stop", "--time", "5", outcrop.id);
    const kinds: string[] = [];
    for (let event = await events.next(); !event.done; event = await events.next()) {
      kinds.push(...Object.keys(event.value));
    }
    await stopped;
    expect(kinds.slice(-2)).toEqual(["messageStop", "metadata"]);
    expect(await exitCodeOf(outcrop.id)).toBe(0);
  });

  test("a stream that goes on for longer is cut, so that the container ends within 5 seconds with 0", async () => {
    const { outcrop, events } = await startPaced(0.5);
    await using _ = outcrop;
    const kinds: string[] = [];
    const rest = (async () => {
      for (let event = await events.next(); !event.done; event = await events.next()) {
        kinds.push(...Object.keys(event.value));
      }
    })();
    const told = expect(rest).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    // Docker would kill it after 5 seconds; its code would be 137.
    await docker("stop", "--time", "5", outcrop.id);
    await told;
    expect(kinds[0]).toBe("messageStart");
    expect(kinds).not.toContain("messageStop");
    expect(await exitCodeOf(outcrop.id)).toBe(0);
  });

  test("SIGINT ends it too, as Ctrl+C does", async () => {
    await using outcrop = await startOutcrop();
    await ask(clientOf(outcrop.url));
    await docker("kill", "--signal", "INT", outcrop.id);
    expect(await docker("wait", outcrop.id)).toBe("0");
    expect((await logsOf(outcrop.id)).stderr).toEqual([]);
  });
});
