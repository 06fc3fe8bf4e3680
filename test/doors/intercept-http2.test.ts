import http2, { connect } from "node:http2";
import { createRequire } from "node:module";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { setupServer } from "msw/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Http2Interception, interceptHttp2 } from "../../emulator/doors/intercept-http2.ts";
import { bedrockHandlers } from "../../emulator/doors/msw.ts";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { failureOf, US_NOVA_LITE } from "../emulator/callers.ts";

const ask = { modelId: US_NOVA_LITE, messages: [{ role: "user" as const, content: [{ text: "What is granite?" }] }] };
/** As apps make it: HTTP/2, at AWS's own address. */
const defaultClient = (region = "us-east-1") =>
  new BedrockRuntimeClient({ region, credentials: { accessKeyId: "111122223333", secretAccessKey: "a-secret" } });

const nodes = http2.connect;
let emulator: Emulator;
let interception: Http2Interception;
beforeEach(async () => {
  emulator = createEmulator({
    scenario: {
      identity: { signatures: "verify" },
      principals: [
        { arn: "arn:aws:iam::111122223333:user/app", accessKeyId: "111122223333", secretAccessKey: "a-secret" },
      ],
    },
  });
  interception = interceptHttp2(emulator);
});
afterEach(async () => {
  interception.restore();
  await emulator.close();
});

test("a default client is answered, whole and in a stream, and its signature is that of AWS's host", async () => {
  const client = defaultClient("us-east-2");
  const { usage } = await client.send(new ConverseCommand(ask));
  expect(usage?.outputTokens).toBeGreaterThan(0);
  const { stream = [] } = await client.send(new ConverseStreamCommand(ask));
  let events = 0;
  for await (const _ of stream) events++;
  expect(events).toBeGreaterThan(4);
  expect(emulator.journal.entries).toMatchObject([
    { operation: "Converse", source: "us-east-2", status: 200, principal: "arn:aws:iam::111122223333:user/app" },
    { operation: "ConverseStream", source: "us-east-2", status: 200 },
  ]);
  client.destroy();
});

test("clients of several Regions have each their own", async () => {
  for (const region of ["us-east-1", "us-west-2"]) await defaultClient(region).send(new ConverseCommand(ask));
  expect(emulator.journal.entries.map(({ source }) => source)).toEqual(["us-east-1", "us-west-2"]);
});

test("an ARN as modelId and an error come through as they are", async () => {
  const command = new InvokeModelCommand({ modelId: "arn:aws:bedrock:us-east-1::foundation-model/none", body: "{}" });
  expect(await failureOf(defaultClient().send(command))).toMatchObject({ name: "ValidationException", status: 400 });
});

test("it works beside msw, which sees no HTTP/2", async () => {
  const server = setupServer(...bedrockHandlers(emulator));
  server.listen({ onUnhandledFrame: "error" });
  try {
    await defaultClient().send(new ConverseCommand(ask));
    const { stream = [] } = await defaultClient().send(new ConverseStreamCommand(ask));
    for await (const event of stream) expect(event).toBeDefined();
    expect((await fetch("https://bedrock.us-east-1.amazonaws.com/foundation-models")).status).toBe(200);
  } finally {
    server.close();
  }
  expect(emulator.journal.entries.map(({ operation }) => operation)).toEqual([
    "Converse",
    "ConverseStream",
    "ListFoundationModels",
  ]);
});

test("a host of Bedrock that Outcrop does not answer for cannot be connected to", () => {
  expect(() => http2.connect("https://bedrock-agentcore.us-east-1.amazonaws.com")).toThrow(
    "Outcrop does not emulate bedrock-agentcore",
  );
});

test("other hosts are connected to as before, with their own options", async () => {
  const server = http2.createServer((request, response) => response.end(request.authority));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const session = http2.connect(`http://localhost:${port}`, { settings: { enablePush: false } });
  const stream = session.request({ ":path": "/" });
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe(`localhost:${port}`);
  session.close();
  server.close();
  expect(() => http2.connect("no address")).toThrow("Invalid URL");
});

test("those who have imported connect by name, or required it, are led to the emulator too", async () => {
  const required = createRequire(import.meta.url)("node:http2") as typeof http2;
  for (const one of [connect, required.connect]) {
    const session = one("https://bedrock.us-west-2.amazonaws.com");
    const stream = session.request({ ":path": "/foundation-models" });
    stream.end();
    for await (const _ of stream);
    session.close();
  }
  expect(emulator.journal.entries.map(({ source }) => source)).toEqual(["us-west-2", "us-west-2"]);
});

test("once restored, Node's own connect is there, and connections to the emulator have ended", async () => {
  const session = http2.connect("https://bedrock.us-west-2.amazonaws.com");
  const closed = new Promise((resolve) => session.once("close", resolve));
  interception.restore();
  expect(http2.connect).toBe(nodes);
  await closed;
  interception.restore();
  expect(http2.connect).toBe(nodes);
});

test("one interception stands at a time, and another may follow", async () => {
  expect(() => interceptHttp2(emulator)).toThrow("HTTP/2 is intercepted already");
  interception.restore();
  {
    using again = interceptHttp2(emulator);
    expect(again).toBeDefined();
    await defaultClient().send(new ConverseCommand(ask));
  }
  expect(http2.connect).toBe(nodes);
});
