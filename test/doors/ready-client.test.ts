import { expect, test } from "vitest";
import { askHttp1 } from "./clients.ts";
import { ok, openDoor } from "./open-door.ts";

const GO = "m/E,n aws-sdk-go-v2/1.48.0 ua/2.1 os/linux lang/go#1.26.8 api/bedrockruntime#1.63.13";

/** The least time between the handling of one of ten requests and its answer, in milliseconds. */
async function leastPause(userAgent: string): Promise<number> {
  let handled = 0;
  await using opened = await openDoor(async () => {
    handled = performance.now();
    return ok();
  });
  const pauses: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    await askHttp1(opened.url, { headers: { "user-agent": userAgent } });
    pauses.push(performance.now() - handled);
  }
  return Math.min(...pauses);
}

test("the AWS SDK for Go, which breaks off an answer that comes at once, is given a moment", async () => {
  expect(await leastPause(GO)).toBeGreaterThan(1.5);
});

test("other clients are answered at once", async () => {
  expect(await leastPause("aws-sdk-js/3.1164.0 ua/2.1 os/linux lang/js")).toBeLessThan(1.5);
});
