import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { AwsError } from "../../emulator/errors.ts";
import { matchOperation } from "../../emulator/protocol/match.ts";
import { apiModel, shapeOf } from "../../emulator/protocol/model.ts";
import { operationCodec } from "../../emulator/protocol/operation.ts";
import { createRandom } from "../../emulator/random.ts";
import { services } from "../../emulator/services.ts";
import { createGenerators } from "./generators.ts";
import { createSdkPair, exported, membersUnknownToSdk, operationsUnknownToSdk, plain } from "./sdk.ts";

// To make the generator of a large shape takes a second, and more on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = { seed: 20261123, numRuns: 8 } as const;

/** Its input is an event stream that the client writes while it reads the answer; the SDK does so over HTTP/2 only. */
const STREAMING_INPUT = "InvokeModelWithBidirectionalStream";

it("covers every operation of the four services but those that the installed SDK lacks", () => {
  const all = services.map((service) => Object.keys(apiModel(service).operations).length);
  const unknown = services.map((service) => operationsUnknownToSdk(service).length);
  expect({ all, unknown }).toEqual({ all: [108, 11, 86, 35], unknown: [0, 0, 11, 0] });
});

describe.each(services)("%s", (service) => {
  const model = apiModel(service);
  const generators = createGenerators(model, membersUnknownToSdk(service));
  const sdk = createSdkPair(service);
  const random = createRandom("padding");
  const operations = Object.keys(model.operations).filter((name) => !operationsUnknownToSdk(service).includes(name));
  const inputOf = (name: string) => generators.structureOf(model.operations[name]?.input?.shape);

  it.each(operations.filter((name) => name !== STREAMING_INPUT))(
    "a valid input of %s, sent by the SDK, arrives equal at the handler",
    async (name) => {
      const codec = operationCodec(service, name);
      await fc.assert(
        fc.asyncProperty(inputOf(name), async (input) => {
          const request = await sdk.request(name, input);
          const match = matchOperation(request.method, request.path, service);
          expect(match).toMatchObject({ service, operation: name });
          const arrived = codec.read(request, match?.labels ?? {});
          expect(plain(arrived)).toEqual(plain(input));
          codec.check(arrived);
        }),
        RUNS,
      );
    },
  );

  it.each(operations)("an output of %s is read equal by the SDK", async (name) => {
    const codec = operationCodec(service, name);
    const [input = {}] = fc.sample(inputOf(name), { seed: RUNS.seed, numRuns: 1 });
    const outputName = model.operations[name]?.output?.shape;
    const stream = streamOf(outputName);
    const outputs = stream
      ? fc
          .tuple(generators.structureOf(outputName), generators.eventsOf(stream.shape))
          .map(([output, events]) => ({ ...output, [stream.member]: events }))
      : generators.structureOf(outputName);
    await fc.assert(
      fc.asyncProperty(outputs, async (output: Record<string, unknown>) => {
        const given = stream ? { ...output, [stream.member]: asyncOf(output[stream.member] as object[]) } : output;
        const read = await sdk.output(name, sendable(name, input), codec.write(given, random));
        if (stream) read[stream.member] = await collected(read[stream.member] as AsyncIterable<unknown>);
        expect(plain(read)).toEqual(plain(output));
      }),
      RUNS,
    );
  });

  const streaming = operations.flatMap((name) => {
    const stream = streamOf(model.operations[name]?.output?.shape);
    return stream ? [{ name, ...stream }] : [];
  });

  it.runIf(streaming.length > 0).each(streaming)(
    "an exception in the middle of the stream of $name is thrown by the SDK as its own class",
    async ({ name, member, shape }) => {
      const codec = operationCodec(service, name);
      const [input = {}] = fc.sample(inputOf(name), { seed: RUNS.seed, numRuns: 1 });
      const [event = {}] = fc.sample(generators.eventsOf(shape), { seed: RUNS.seed, numRuns: 1 }).flat();
      const failing = (async function* () {
        yield event;
        throw new AwsError("ThrottlingException", "Too many tokens.");
      })();
      const response = codec.write({ ...headerMembers(outputShape(name)), [member]: failing }, random);
      const read = await sdk.output(name, sendable(name, input), response);
      const events: unknown[] = [];
      await expect(collected(read[member] as AsyncIterable<unknown>, events)).rejects.toSatisfy(
        (error) =>
          error instanceof (exported(service, "ThrottlingException") as typeof Error) &&
          error.message === "Too many tokens.",
      );
      expect(plain(events)).toEqual([plain(event)]);
    },
  );

  function outputShape(name: string): string {
    return model.operations[name]?.output?.shape ?? "";
  }

  /** The member of an output that is an event stream. */
  function streamOf(outputName: string | undefined): { member: string; shape: string } | undefined {
    if (outputName === undefined) return undefined;
    const { payload: member, members } = shapeOf(model, outputName);
    const shape = member === undefined ? undefined : members?.[member]?.shape;
    return member !== undefined && shape !== undefined && shapeOf(model, shape).eventstream
      ? { member, shape }
      : undefined;
  }

  function headerMembers(outputName: string): Record<string, string> {
    const { members = {} } = shapeOf(model, outputName);
    return Object.fromEntries(
      Object.entries(members).flatMap(([name, { location }]) => (location === "header" ? [[name, "text"]] : [])),
    );
  }
});

/** The input as the SDK wants it: a stream in place of the list of events. */
const sendable = (name: string, input: Record<string, unknown>) =>
  name === STREAMING_INPUT ? { ...input, body: asyncOf([]) } : input;

async function* asyncOf<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function collected<T>(source: AsyncIterable<T>, into: T[] = []): Promise<T[]> {
  for await (const value of source) into.push(value);
  return into;
}
