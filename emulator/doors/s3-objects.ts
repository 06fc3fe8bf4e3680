import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../sha256.ts";
import { type Objects, ObjectsError } from "../state/objects.ts";

/** Where an S3 service is, and how requests to it are signed. */
export interface S3Endpoint {
  /** `http://host:port`; buckets are addressed by path. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An endpoint that does not answer must not hold a job for ever. */
const PATIENCE_MS = 30_000;

const MOST_LISTED = 100_000;

/**
 * Objects of an S3 service, such as MinIO or LocalStack beside the emulator.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, API_GetObject.html, API_ListObjectsV2.html
 */
export function createS3Objects({ endpoint, region, accessKeyId, secretAccessKey }: S3Endpoint): Objects {
  const url = new URL(endpoint);
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    // S3 alone signs the path as it is sent.
    uriEscapePath: false,
  });

  const ask = async (method: string, path: string, query: Record<string, string>, body?: Uint8Array) => {
    const { protocol, hostname, port } = url;
    const unsigned = {
      protocol,
      hostname,
      method,
      path: url.pathname.replace(/\/$/, "") + path,
      query,
      headers: { host: port === "" ? hostname : `${hostname}:${port}` },
      ...(body ? { body } : {}),
    };
    try {
      const { path: signedPath, headers } = await signer.sign(unsigned);
      const search = new URLSearchParams(query).toString().replaceAll("+", "%20");
      return await fetch(`${url.origin}${signedPath}${search === "" ? "" : `?${search}`}`, {
        method,
        headers,
        ...(body ? { body: Uint8Array.from(body) } : {}),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      const { message, cause } = error as Error;
      throw new ObjectsError(`${endpoint} cannot be reached: ${(cause as Error | undefined)?.message ?? message}`, {
        cause: error,
      });
    }
  };

  return {
    async get(bucket, key) {
      const answer = await ask("GET", pathOf(bucket, key), {});
      const body = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw refused(answer, `s3://${bucket}/${key}`, body);
      return body;
    },
    async put(bucket, key, body) {
      const answer = await ask("PUT", pathOf(bucket, key), {}, body);
      const told = new Uint8Array(await answer.arrayBuffer());
      if (!answer.ok) throw refused(answer, `s3://${bucket}/${key}`, told);
    },
    async list(bucket, prefix) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const query = { "encoding-type": "url", "list-type": "2", prefix };
        const answer = await ask("GET", pathOf(bucket, ""), token ? { ...query, "continuation-token": token } : query);
        const text = await answer.text();
        if (answer.status === 404) return [];
        if (!answer.ok) throw refused(answer, `s3://${bucket}`, Buffer.from(text));
        keys.push(...[...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => decodeKey(key)));
        if (keys.length > MOST_LISTED) throw new ObjectsError(`There are more than ${MOST_LISTED} objects.`);
        token = /<NextContinuationToken>([^<]*)</.exec(text)?.[1]?.replaceAll("&amp;", "&");
      } while (token !== undefined);
      return keys.sort();
    },
  };
}

/** Everything is encoded that is not unreserved, as the signature wants it; the slashes of a key stand. */
function pathOf(bucket: string, key: string): string {
  const encode = (part: string) =>
    encodeURIComponent(part).replaceAll(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return `/${[bucket, ...key.split("/")].map(encode).join("/")}`;
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    // The service does not know `encoding-type` and answers the key as it is.
    return key;
  }
}

/** An S3 service answers its errors in XML; the code in it says most. */
function refused({ status }: Response, uri: string, body: Uint8Array): ObjectsError {
  const code = /<Code>([^<]+)</.exec(Buffer.from(body).toString())?.[1];
  return new ObjectsError(`The S3 endpoint answered HTTP ${status}${code ? ` (${code})` : ""} for ${uri}.`);
}
