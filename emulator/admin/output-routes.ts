import express, { type Request, type Response, Router } from "express";
import { ObjectsError } from "../state/objects.ts";
import { Problem } from "./problem.ts";

/** The files of jobs, as far as the emulator keeps them itself. */
export interface KeptOutputs {
  list(): Promise<object>;
  get(bucket: string, key: string): Promise<Uint8Array | undefined>;
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  /** Where else the files are; `undefined` when they are here. */
  readonly elsewhere: string | undefined;
}

/** An input file of a batch job is at most this large. */
const LARGEST_FILE = "64mb";

/** What a file's name says of its content; anything else is bytes. */
const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  jsonl: "application/x-ndjson",
  mp4: "video/mp4",
};

/** `GET /outputs`, and `GET` and `PUT /outputs/{bucket}/{key}`, where a key may have slashes. */
export function createOutputRoutes(outputsOf: (request: Request) => KeptOutputs): Router {
  const router = Router();
  router.put(/^\/outputs\/./, express.raw({ type: () => true, limit: LARGEST_FILE }));

  router.all(/^\/outputs(?:\/|$)/, async (request: Request, response: Response) => {
    const outputs = outputsOf(request);
    if (outputs.elsewhere !== undefined) {
      throw new Problem(409, "Outputs are elsewhere", `The scenario keeps the files of jobs in ${outputs.elsewhere}.`);
    }
    const place = readPlace(request.path);
    if (!place) {
      allow(request, response, ["GET"]);
      response.json(await outputs.list());
      return;
    }
    allow(request, response, ["GET", "PUT"]);
    const { bucket, key } = place;
    if (request.method === "PUT") {
      await put(outputs, bucket, key, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
      response.json({ status: "ok" });
      return;
    }
    const body = await outputs.get(bucket, key);
    if (!body) throw new Problem(404, "No such output", `There is no s3://${bucket}/${key}.`);
    const type = TYPES[/\.([a-z0-9]+)(?:\.out)?$/.exec(key)?.[1] ?? ""] ?? "application/octet-stream";
    response.type(type).send(Buffer.from(body));
  });
  return router;
}

function readPlace(path: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, key] = /^\/outputs\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  if (bucket === undefined || key === undefined) {
    if (/^\/outputs\/?$/.test(path)) return undefined;
    throw new Problem(404, "No such output", "An output is named by /_outcrop/outputs/BUCKET/KEY.");
  }
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch {
    throw new Problem(400, "Invalid path", "The bucket and the key are not encoded as a URL's path is.");
  }
}

function allow({ method, path }: Request, response: Response, methods: readonly string[]): void {
  if (methods.includes(method === "HEAD" ? "GET" : method)) return;
  const allowed = methods.join(", ");
  response.setHeader("Allow", allowed);
  throw new Problem(405, "Method not allowed", `/_outcrop${path} takes ${allowed} and not ${method}.`);
}

async function put(outputs: KeptOutputs, bucket: string, key: string, body: Uint8Array): Promise<void> {
  try {
    await outputs.put(bucket, key, body);
  } catch (error) {
    throw error instanceof ObjectsError ? new Problem(413, "Output too large", error.message) : error;
  }
}
