import { expect, test } from "vitest";
import { createBackground } from "../../emulator/background.ts";
import { createClock } from "../../emulator/clock.ts";

const start = new Date("2026-01-01T00:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

function setUp() {
  const clock = createClock({ start, mode: "frozen" });
  const errors: unknown[] = [];
  const done: string[] = [];
  return { clock, errors, done, background: createBackground(clock, (error) => errors.push(error)) };
}

test("work waits for its instants on the clock, and settled tells when all that is due is done", async () => {
  const { clock, done, background } = setUp();
  background.start(async (waitUntil) => {
    await waitUntil(after(10));
    done.push("ten");
    await waitUntil(after(20));
    done.push("twenty");
  });
  await background.settled();
  expect(done).toEqual([]);
  clock.advance(10_000);
  await background.settled();
  expect(done).toEqual(["ten"]);
  clock.advance(60_000);
  await background.settled();
  expect(done).toEqual(["ten", "twenty"]);
});

test("an instant that has passed is not waited for", async () => {
  const { done, background } = setUp();
  background.start(async (waitUntil) => {
    await waitUntil(after(-5));
    done.push("at once");
  });
  await background.settled();
  expect(done).toEqual(["at once"]);
});

test("a clock that starts anew does not end a wait early", async () => {
  const { clock, done, background } = setUp();
  background.start(async (waitUntil) => {
    await waitUntil(after(10));
    done.push("ten");
  });
  await background.settled();
  clock.restart({ start, mode: "frozen" });
  await background.settled();
  expect(done).toEqual([]);
  clock.advance(10_000);
  await background.settled();
  expect(done).toEqual(["ten"]);
});

test("a stop ends what waits without a word, and lets later work start", async () => {
  const { clock, errors, done, background } = setUp();
  background.start(async (waitUntil) => {
    await waitUntil(after(10));
    done.push("never");
  });
  await background.settled();
  await background.stop();
  clock.advance(10_000);
  background.start(async () => {
    done.push("later");
  });
  await background.settled();
  expect(done).toEqual(["later"]);
  expect(errors).toEqual([]);
});

test("what work throws is told, and does not keep others from being settled", async () => {
  const { errors, background } = setUp();
  background.start(async () => {
    throw new Error("a bug");
  });
  await background.settled();
  expect(errors).toEqual([new Error("a bug")]);
});
