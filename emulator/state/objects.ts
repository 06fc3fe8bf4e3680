/** Files as S3 keeps them, by bucket and key: where jobs read their input and leave their output. Every bucket exists. */
export interface Objects {
  /** The object, or `undefined` when there is none. Throws ObjectsError where it cannot be told. */
  get(bucket: string, key: string): Promise<Uint8Array | undefined>;
  /** Throws ObjectsError where the object cannot be kept. */
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  /** The keys that begin with `prefix`, in the order of their characters. Throws ObjectsError as `get` does. */
  list(bucket: string, prefix: string): Promise<readonly string[]>;
}

/** Objects cannot be read or written: the folder or the endpoint behind them refuses, or they are too large. */
export class ObjectsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ObjectsError";
  }
}

/** A place as `s3://bucket/key` names it. */
export interface ObjectPlace {
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
}

/** Reads `s3://bucket/key`; `undefined` when the text is not of that form. */
export function parseS3Uri(uri: string): ObjectPlace | undefined {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** Writes `s3://bucket/key`. */
export const formatS3Uri = ({ bucket, key }: ObjectPlace): string => `s3://${bucket}${key === "" ? "" : `/${key}`}`;

/** The place `name` below a place that stands for a folder, with or without a slash at its end. */
export function placeBelow({ bucket, key }: ObjectPlace, name: string): ObjectPlace {
  return { bucket, key: key === "" || key.endsWith("/") ? key + name : `${key}/${name}` };
}
