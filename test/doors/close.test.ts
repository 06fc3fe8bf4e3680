import { once } from "node:events";
import http from "node:http";
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createServerDoor } from "../../emulator/doors/express.ts";
import { createEmulator } from "../../emulator/index.ts";
import { askHttp1, askHttp2, openSession, openSocket } from "./clients.ts";
import { gate, ok, openDoor, streamed } from "./open-door.ts";

const endless = () =>
  streamed(
    (async function* () {
      yield Buffer.from("first");
      await new Promise(() => undefined);
    })(),
  );

describe("closing a server door", () => {
  test("lets running requests finish, over both protocols, and takes no new ones", async () => {
    const started = gate();
    const release = gate();
    let running = 0;
    await using opened = await openDoor(async () => {
      running += 1;
      if (running === 2) started.resolve();
      await release.promise;
      return ok();
    });
    await using session = await openSession(opened.url);
    const answers = [askHttp1(opened.url), askHttp2(session)];
    await started.promise;
    const closed = opened.door.close();
    await expect(askHttp1(opened.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    release.resolve();
    expect(await Promise.all(answers)).toMatchObject([
      { status: 200, headers: { connection: "close" } },
      { status: 200 },
    ]);
    await closed;
  });

  test("ends idle connections at once: silent, kept alive and HTTP/2 with GOAWAY", async () => {
    await using opened = await openDoor(undefined, { limits: { closeGraceMs: 60_000 } });
    await using silent = await openSocket(opened.port);
    await using kept = await openSocket(opened.port);
    await kept.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    await kept.until((text) => text.includes('{"ok":true}'));
    await using session = await openSession(opened.url);
    await askHttp2(session);
    const goaway = once(session, "goaway");
    const sessionClosed = once(session, "close");
    await opened.door.close();
    const [code] = await goaway;
    expect(code).toBe(0);
    await Promise.all([silent.closed, kept.closed, sessionClosed]);
  });

  test("destroys what outlives the grace period", async () => {
    await using opened = await openDoor(async () => endless(), { limits: { closeGraceMs: 30 } });
    await using session = await openSession(opened.url);
    const stream = session.request({ ":path": "/" });
    stream.on("error", () => undefined);
    session.on("error", () => undefined);
    const { hostname, port } = new URL(opened.url);
    const request = http.get({ hostname, port, agent: false });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.on("error", () => undefined);
    await Promise.all([once(response, "data"), once(stream, "data")]);
    const ended = [response, stream].map((ending) => new Promise((resolve) => ending.once("close", resolve)));
    await opened.door.close();
    await Promise.all(ended);
    expect(opened.requests.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
  });

  test("tells the SDK's default client that its stream was cut, which it would take for whole otherwise", async () => {
    await using emulator = createEmulator({
      scenario: { faults: [{ when: { operation: "ConverseStream" }, then: { stallAfterEvents: 2 } }] },
    });
    await using opened = await openDoor((request) => emulator.handle(request), { limits: { closeGraceMs: 30 } });
    const credentials = { accessKeyId: "111122223333", secretAccessKey: "x" };
    const client = new BedrockRuntimeClient({ endpoint: opened.url, region: "us-east-1", credentials });
    const messages = [{ role: "user" as const, content: [{ text: "Name a rock." }] }];
    const command = new ConverseStreamCommand({ modelId: "us.amazon.nova-lite-v1:0", messages });
    const events = (await client.send(command)).stream?.[Symbol.asyncIterator]();
    await events?.next();
    const rest = (async () => {
      while (!(await events?.next())?.done);
    })();
    const told = expect(rest).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    await opened.door.close();
    await told;
    client.destroy();
  });

  test("may be asked for more than once, and before the door listens", async () => {
    const opened = await openDoor();
    await Promise.all([opened.door.close(), opened.door.close()]);
    await opened.door.close();
    await createServerDoor({ handle: async () => ok() }).close();
  });
});

describe("listening", () => {
  test("on a port that is taken is refused with its host and port", async () => {
    await using opened = await openDoor();
    const second = createServerDoor({ handle: async () => ok() });
    await expect(second.listen({ host: "127.0.0.1", port: opened.port })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${opened.port}: another process listens there`,
    );
    await second.close();
  });

  test.each([
    ["127.0.0.1", /^http:\/\/127\.0\.0\.1:\d+$/],
    ["0.0.0.0", /^http:\/\/127\.0\.0\.1:\d+$/],
    ["localhost", /^http:\/\/localhost:\d+$/],
  ])("on %s gives a URL that answers", async (host, url) => {
    const door = createServerDoor({ handle: async () => ok() });
    const listening = await door.listen({ host, port: 0 });
    expect(listening.url).toMatch(url);
    expect(await (await fetch(listening.url)).json()).toEqual({ ok: true });
    await door.close();
  });
});
