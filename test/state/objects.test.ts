import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFolderObjects } from "../../emulator/doors/folder-objects.ts";
import { createS3Objects } from "../../emulator/doors/s3-objects.ts";
import { createMemoryObjects } from "../../emulator/state/memory-objects.ts";
import { formatS3Uri, type Objects, ObjectsError, parseS3Uri, placeBelow } from "../../emulator/state/objects.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outcrop-objects-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** As much of S3's API as a job needs, with keys as they come over the wire, two a page. */
const stored = new Map<string, Buffer>();
const seen: { authorization: string | undefined; url: string }[] = [];
const s3 = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
  seen.push({ authorization: request.headers.authorization, url: request.url ?? "" });
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [, bucket = "", ...rest] = pathname.split("/");
  const key = decodeURIComponent(rest.join("/"));
  const tell = (status: number, body: string | Buffer = "") => response.writeHead(status).end(body);
  if (bucket === "forbidden") return tell(403, "<Error><Code>AccessDenied</Code></Error>");
  if (request.method === "PUT") {
    stored.set(`${bucket}/${key}`, Buffer.concat(chunks));
    return tell(200);
  }
  if (key !== "") {
    const body = stored.get(`${bucket}/${key}`);
    return body ? tell(200, body) : tell(404, "<Error><Code>NoSuchKey</Code></Error>");
  }
  const prefix = `${bucket}/${searchParams.get("prefix")}`;
  const all = [...stored.keys()].filter((name) => name.startsWith(prefix)).sort();
  const from = Number(searchParams.get("continuation-token")?.split("&")[1] ?? 0);
  const keys = all.slice(from, from + 2).map((name) => encodeURIComponent(name.slice(bucket.length + 1)));
  const more = from + 2 < all.length ? `<NextContinuationToken>at&amp;${from + 2}</NextContinuationToken>` : "";
  return tell(200, `<R>${keys.map((one) => `<Contents><Key>${one}</Key></Contents>`).join("")}${more}</R>`);
});
let endpoint = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => s3.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(s3.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => s3.close(resolve)));

const keys = { region: "us-east-1", accessKeyId: "test", secretAccessKey: "test" };
const engines: readonly (readonly [string, () => Objects])[] = [
  ["memory", createMemoryObjects],
  ["a folder", () => createFolderObjects(folder)],
  ["an S3 endpoint", () => createS3Objects({ endpoint, ...keys })],
];

describe.each(engines)("objects in %s", (engine, create) => {
  const bucket = `b-${engine.replaceAll(" ", "-").toLowerCase()}`;

  test("are read as they were written, and replaced", async () => {
    const objects = create();
    await objects.put(bucket, "jobs/abc/output.json", bytes("one"));
    await objects.put(bucket, "jobs/abc/output.json", bytes("two"));
    expect(Buffer.from((await objects.get(bucket, "jobs/abc/output.json")) ?? []).toString()).toBe("two");
    expect(await objects.get(bucket, "jobs/abc/other.json")).toBeUndefined();
    expect(await objects.get("another-bucket", "jobs/abc/output.json")).toBeUndefined();
  });

  test("are listed by the beginning of their keys, whatever characters they have", async () => {
    const objects = create();
    const names = ["list/a b.jsonl", "list/c+d&e.jsonl", "list/sub/ü.jsonl", "list/z'(1)!*.jsonl", "listing/x.jsonl"];
    for (const name of names) await objects.put(bucket, name, bytes(name));
    expect(await objects.list(bucket, "list/")).toEqual(names.slice(0, 4).sort());
    expect(await objects.list(bucket, "list")).toEqual([...names].sort());
    expect(await objects.list(bucket, "list/sub/ü")).toEqual(["list/sub/ü.jsonl"]);
    expect(await objects.list(bucket, "nothing/")).toEqual([]);
    expect(await objects.list("another-bucket", "")).toEqual([]);
    for (const name of names) expect(Buffer.from((await objects.get(bucket, name)) ?? []).toString()).toBe(name);
  });
});

test("memory is bounded: an object that is too large is refused, and the oldest make room", async () => {
  const objects = createMemoryObjects();
  await expect(objects.put("b", "large", new Uint8Array(64 * 1024 * 1024 + 1))).rejects.toThrow(ObjectsError);
  const body = new Uint8Array(60 * 1024 * 1024);
  for (const key of ["1", "2", "3", "4", "5"]) await objects.put("b", key, body);
  expect(objects.summaries().map(({ key }) => key)).toEqual(["2", "3", "4", "5"]);
  expect(objects.dropped).toBe(1);
});

test("memory keeps its own copy of what is written", async () => {
  const objects = createMemoryObjects();
  const body = bytes("one");
  await objects.put("b", "k", body);
  body.fill(0);
  expect(Buffer.from((await objects.get("b", "k")) ?? []).toString()).toBe("one");
});

test.each(["../outside", "a/../../outside", "a//b", "/a", "a/./b", "", "a\0b", "..\\outside", "a/.."])(
  "no key leads out of the folder: %j",
  async (key) => {
    const objects = createFolderObjects(join(folder, "inner"));
    await expect(objects.put("bucket", key, bytes("x"))).rejects.toThrow(ObjectsError);
    await expect(objects.get("bucket", key)).rejects.toThrow(ObjectsError);
    await expect(objects.put(`../${key}`, "k", bytes("x"))).rejects.toThrow(ObjectsError);
  },
);

test("a folder that cannot be written is told as such", async () => {
  await writeFile(join(folder, "file"), "not a folder");
  const objects = createFolderObjects(join(folder, "file"));
  await expect(objects.put("bucket", "key", bytes("x"))).rejects.toThrow(ObjectsError);
  expect(await objects.get("bucket", "key")).toBeUndefined();
});

test("a listing does not follow links out of the folder", async () => {
  const objects = createFolderObjects(folder);
  await objects.put("linked", "real.txt", bytes("x"));
  await symlink("/", join(folder, "linked", "root"));
  expect(await objects.list("linked", "")).toEqual(["real.txt"]);
  expect(await readFile(join(folder, "linked", "real.txt"), "utf8")).toBe("x");
});

test("requests to an S3 endpoint are signed, and what it refuses is told with its code", async () => {
  const objects = createS3Objects({ endpoint, ...keys });
  await expect(objects.put("forbidden", "key", bytes("x"))).rejects.toThrow("HTTP 403 (AccessDenied)");
  await expect(objects.get("forbidden", "key")).rejects.toThrow("HTTP 403 (AccessDenied)");
  await expect(objects.list("forbidden", "key")).rejects.toThrow("HTTP 403 (AccessDenied)");
  expect(seen.at(-1)?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/s3\/aws4_request, /);
});

test("an S3 endpoint that is not there is told as such", async () => {
  const objects = createS3Objects({ endpoint: "http://127.0.0.1:1", ...keys });
  await expect(objects.get("bucket", "key")).rejects.toThrow(ObjectsError);
});

test("the name of a place is read and written back", () => {
  expect(parseS3Uri("s3://bucket")).toEqual({ bucket: "bucket", key: "" });
  expect(parseS3Uri("s3://bucket/")).toEqual({ bucket: "bucket", key: "" });
  expect(parseS3Uri("s3://bucket/a/b")).toEqual({ bucket: "bucket", key: "a/b" });
  for (const uri of ["bucket/a", "https://bucket/a", "s3:///a", "s3://"]) expect(parseS3Uri(uri)).toBeUndefined();
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.-]+$/), fc.string(), (bucket, key) => {
      expect(parseS3Uri(formatS3Uri({ bucket, key }))).toEqual({ bucket, key });
    }),
  );
});

test("a folder's place is the same with and without a slash at its end", () => {
  for (const key of ["out", "out/"]) expect(placeBelow({ bucket: "b", key }, "x").key).toBe("out/x");
  expect(placeBelow({ bucket: "b", key: "" }, "x").key).toBe("x");
});
