import express from "express";
import { describe, expect, test } from "vitest";
import { askHttp1, askHttp2, openSession } from "./clients.ts";
import { openDoor } from "./open-door.ts";

function adminRoutes() {
  const routes = express.Router();
  routes.get("/health", (request, response) => {
    response.json({ host: request.host, path: request.path, query: request.query });
  });
  routes.post("/echo", express.json(), (request, response) => {
    response.status(201).json(request.body);
  });
  routes.get("/failing", () => {
    throw new Error("secret detail");
  });
  return routes;
}

describe.each(["HTTP/1.1", "HTTP/2"])("the routes below /_outcrop over %s", (protocol) => {
  async function open() {
    const opened = await openDoor(undefined, { routes: adminRoutes() });
    const session = await openSession(opened.url);
    return {
      ...opened,
      ask: (exchange: Parameters<typeof askHttp1>[1]) =>
        protocol === "HTTP/2" ? askHttp2(session, exchange) : askHttp1(opened.url, exchange),
      [Symbol.asyncDispose]: async () => {
        await session[Symbol.asyncDispose]();
        await opened.door.close();
      },
    };
  }

  test("have Express's requests and answers", async () => {
    await using opened = await open();
    const answer = await opened.ask({ path: "/_outcrop/health?a=1" });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ host: `127.0.0.1:${opened.port}`, path: "/health", query: { a: "1" } });
    expect(answer.headers).not.toHaveProperty("etag");
    expect(answer.headers).not.toHaveProperty("x-powered-by");
    expect(opened.requests).toEqual([]);
  });

  test("have Express's body parsers, with and without content-length", async () => {
    await using opened = await open();
    const body = '{"advance":"60s"}';
    for (const length of [{ "content-length": String(body.length) }, {}]) {
      const headers = { "content-type": "application/json", ...length };
      const answer = await opened.ask({ method: "POST", path: "/_outcrop/echo", headers, body });
      expect(answer).toMatchObject({ status: 201, body });
    }
  });

  test("answer a broken body as a problem of the client", async () => {
    await using opened = await open();
    const headers = { "content-type": "application/json" };
    const answer = await opened.ask({ method: "POST", path: "/_outcrop/echo", headers, body: "{" });
    expect(answer).toMatchObject({ status: 400, headers: { "content-type": "application/problem+json" } });
    expect(opened.errors).toEqual([]);
  });

  test("answer their own bugs without details", async () => {
    await using opened = await open();
    const answer = await opened.ask({ path: "/_outcrop/failing" });
    expect(answer).toMatchObject({ status: 500, headers: { "x-outcrop-bug": "true" } });
    expect(answer.body).not.toMatch(/secret detail|\.ts/);
    expect(opened.errors).toEqual([expect.objectContaining({ message: "secret detail" })]);
  });

  test("leave everything else to the emulator", async () => {
    await using opened = await open();
    await opened.ask({ path: "/_outcropping/health" });
    await opened.ask({ path: "/model/a%2F_outcrop/converse" });
    expect(opened.requests.map(({ path }) => path)).toEqual(["/_outcropping/health", "/model/a%2F_outcrop/converse"]);
  });
});
