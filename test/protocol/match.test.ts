import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { hasUnencodedSlash, matchOperation } from "../../emulator/protocol/match.ts";
import { apiModel } from "../../emulator/protocol/model.ts";
import { services } from "../../emulator/services.ts";
import { httpRequest } from "./requests.ts";

const PROFILE = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";

const operations = services.flatMap((service) =>
  Object.values(apiModel(service).operations).map(({ name, http }) => {
    const labels = [...http.requestUri.matchAll(/\{(\w+)\}/g)].map(([, label]) => label ?? "");
    return { service, name, method: http.method, uri: http.requestUri, labels };
  }),
);

const filled = (uri: string, value: (label: string) => string) =>
  uri.replaceAll(/\{(\w+)\}/g, (_, label: string) => value(label));

describe("every operation is found by its own URI", () => {
  it.each(operations)("$service $name", ({ service, name, method, uri, labels }) => {
    const expected = {
      service,
      operation: name,
      labels: Object.fromEntries(labels.map((label) => [label, `${label}:${PROFILE}`])),
    };
    const encoded = filled(uri, (label) => encodeURIComponent(`${label}:${PROFILE}`));
    const literalColons = filled(uri, (label) => `${label}:${PROFILE}`.replaceAll("/", "%2f"));
    expect(matchOperation(method, encoded, service)).toEqual(expected);
    expect(matchOperation(method, literalColons, service)).toEqual(expected);
    expect(matchOperation("TRACE", encoded, service)).toBeUndefined();
  });
});

describe("a path", () => {
  const literals = [
    ...new Set(operations.flatMap(({ uri }) => uri.split("/").filter((part) => !part.startsWith("{")))),
  ];

  /** The operation whose URI fits and has its first label latest, found by trying all. */
  const searched = (method: string, path: string) => {
    const parts = path.split("/");
    const fitting = operations.filter(({ method: own, uri }) => {
      const wanted = uri.split("/");
      const fits = (part: string, index: number) =>
        part.startsWith("{") ? parts[index] !== "" : part === parts[index];
      return own === method && wanted.length === parts.length && wanted.every(fits);
    });
    const shape = (uri: string) => uri.replaceAll(/\{\w+\}/g, "{").replaceAll(/[^/{]+/g, "!");
    return fitting.toSorted((a, b) => (shape(a.uri) < shape(b.uri) ? -1 : shape(a.uri) > shape(b.uri) ? 1 : 0))[0];
  };

  it("leads to the operation that a search through all URIs finds, whatever its labels look like", () => {
    const random = fc.constantFrom(...operations).chain(({ method, uri }) =>
      fc.tuple(
        fc.constant(method),
        fc
          .tuple(
            ...uri.split("/").map((part) => {
              const usual = fc.constant(part);
              const other = fc.constantFrom("x", "a%2Fb", ...literals);
              return part.startsWith("{")
                ? other
                : fc.oneof({ arbitrary: usual, weight: 6 }, { arbitrary: other, weight: 1 });
            }),
          )
          .map((parts) => parts.join("/")),
      ),
    );
    let found = 0;
    fc.assert(
      fc.property(random, ([method, path]) => {
        const expected = searched(method, path);
        const match = matchOperation(method, path);
        if (match) found++;
        expect(match?.operation).toBe(expected?.name);
        expect(match?.service).toBe(expected?.service);
        const values = path.split("/").filter((_, index) => expected?.uri.split("/")[index]?.startsWith("{"));
        expect(Object.values(match?.labels ?? {})).toEqual(values.map(decodeURIComponent));
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(1000);
  });
});

describe("a label", () => {
  it("is decoded once", () => {
    expect(matchOperation("POST", "/model/a%252Fb%20c+d%E2%82%AC/converse")?.labels).toEqual({ modelId: "a%2Fb c+d€" });
  });

  it("that is no valid percent-encoding stays as it was sent", () => {
    expect(matchOperation("POST", "/model/100%/converse")?.labels).toEqual({ modelId: "100%" });
    expect(matchOperation("POST", "/model/%FF%2F/converse")?.labels).toEqual({ modelId: "%FF%2F" });
  });

  it("is never empty", () => {
    expect(matchOperation("POST", "/model//converse")).toBeUndefined();
  });

  it("may be named like a part of an object", () => {
    expect(matchOperation("POST", "/model/__proto__/converse")?.labels.modelId).toBe("__proto__");
    expect(matchOperation("GET", "/constructor")).toBeUndefined();
  });
});

describe("a URI that two operations share", () => {
  const shared = Map.groupBy(operations, ({ method, uri }) => `${method} ${filled(uri, () => "{}")}`);
  const conflicts = [...shared].filter(([, sharers]) => sharers.length > 1).map(([key]) => key);

  it("is that of the tags of agents and of sessions, and no other", () => {
    expect(conflicts.toSorted()).toEqual(["DELETE /tags/{}", "GET /tags/{}", "POST /tags/{}"]);
  });

  it("is told apart by the host", async () => {
    const emulator = createEmulator();
    const serviceAt = async (host: string) => {
      await emulator.handle(httpRequest("GET", "/tags/a", { headers: { host } }));
      return emulator.journal.entries.at(-1)?.service;
    };
    expect(await serviceAt("bedrock-agent.us-east-1.amazonaws.com")).toBe("bedrock-agent");
    expect(await serviceAt("bedrock-agent-runtime.us-east-1.amazonaws.com")).toBe("bedrock-agent-runtime");
    expect(await serviceAt("localhost:4577")).toBe("bedrock-agent");
  });

  it("is not shared when one has a slash at its end", () => {
    expect(matchOperation("POST", "/agents/ABCDEFGHIJ/")).toMatchObject({ operation: "PrepareAgent" });
    expect(matchOperation("POST", "/agents/ABCDEFGHIJ")).toMatchObject({ operation: "InvokeInlineAgent" });
    expect(matchOperation("POST", "/agents/ABCDEFGHIJ//")).toBeUndefined();
  });
});

describe("a host of one service", () => {
  it("does not know the operations of another, as AWS's do not (https://github.com/tidyverse/ellmer/issues/50)", async () => {
    const headers = { host: "bedrock.us-east-1.amazonaws.com" };
    const response = await createEmulator().handle(
      httpRequest("POST", "/model/amazon.nova-lite-v1:0/converse", { headers }),
    );
    expect(response.status).toBe(200);
    expect(Buffer.from(response.body as Uint8Array).toString()).toContain("UnknownOperationException");
  });
});

describe("a path that names no operation", () => {
  const UNKNOWN = '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}';

  it("because of a literal slash in an ARN is answered with HTTP 200 and AWS's body, and the journal warns (https://github.com/vercel/ai/pull/17524)", async () => {
    const emulator = createEmulator();
    const response = await emulator.handle(
      httpRequest("POST", `/model/${PROFILE}/converse`, { body: { messages: [] } }),
    );
    expect(response).toMatchObject({ status: 200, headers: { "Content-Type": "application/json" } });
    expect(Buffer.from(response.body as Uint8Array).toString()).toBe(UNKNOWN);
    expect(emulator.journal.entries.at(-1)?.warnings).toEqual([expect.stringContaining("literal '/'")]);
  });

  it("for another reason is answered alike, without the warning", async () => {
    const emulator = createEmulator();
    const response = await emulator.handle(httpRequest("POST", "/v1/chat/completions"));
    expect(Buffer.from(response.body as Uint8Array).toString()).toBe(UNKNOWN);
    expect(emulator.journal.entries.at(-1)?.warnings).toBeUndefined();
  });

  it("and is no POST is answered with HTTP 404 and AWS's XML (third-party measurement, 2026)", async () => {
    const response = await createEmulator().handle(httpRequest("GET", "/v1/models"));
    expect(response.status).toBe(404);
    expect(response.headers).not.toHaveProperty("Content-Type");
    expect(Buffer.from(response.body as Uint8Array).toString()).toBe("<UnknownOperationException/>\n");
  });
});

describe("an unencoded slash", () => {
  it.each(operations.filter(({ labels }) => labels.length === 1))(
    "is found in the label of $service $name",
    ({ method, uri }) => {
      expect(
        hasUnencodedSlash(
          method,
          filled(uri, () => PROFILE),
        ),
      ).toBe(true);
    },
  );

  it("is not found where there is no ARN, no slash in it, or no such operation", () => {
    expect(hasUnencodedSlash("POST", "/model/a/b/converse")).toBe(false);
    expect(hasUnencodedSlash("POST", "/model/arn:aws")).toBe(false);
    expect(hasUnencodedSlash("POST", `/models/${PROFILE}/converse`)).toBe(false);
    expect(hasUnencodedSlash("PATCH", `/model/${PROFILE}/converse`)).toBe(false);
  });

  it("is looked for in a very long path, in less time than the test's own", () => {
    expect(hasUnencodedSlash("POST", `/model/arn:${"a/".repeat(500_000)}`)).toBe(false);
  });
});
