import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Objects, ObjectsError } from "../state/objects.ts";

/** As deep and as many as a listing goes: a folder that is a whole disk must not stop the emulator. */
const MOST_LISTED = 100_000;

/**
 * Objects in a folder of this machine: `s3://bucket/key` is the file `folder/bucket/key`. A key that would leave the folder, or that
 * no file can have, is refused.
 */
export function createFolderObjects(folder: string): Objects {
  const root = resolve(folder);

  const fileOf = (bucket: string, key: string): string => {
    const file = join(root, bucket, ...key.split("/"));
    const isWhole = [bucket, ...key.split("/")].every((part) => part !== "" && part !== "." && part !== "..");
    if (!isWhole || key.includes("\0") || key.includes("\\") || !file.startsWith(root + sep)) {
      throw new ObjectsError(`No file below ${root} can be s3://${bucket}/${key}.`);
    }
    return file;
  };

  return {
    async get(bucket, key) {
      const file = fileOf(bucket, key);
      try {
        return await readFile(file);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw unreachable(error);
      }
    },
    async put(bucket, key, body) {
      const file = fileOf(bucket, key);
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, body);
      } catch (error) {
        throw unreachable(error);
      }
    },
    async list(bucket, prefix) {
      const top = dirname(fileOf(bucket, "any"));
      // The folders that a prefix names need not be searched beside.
      const named = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      const start = named === "" ? top : fileOf(bucket, named.replace(/\/+$/, ""));
      const keys: string[] = [];
      const walk = async (directory: string): Promise<void> => {
        const entries = await readdir(directory, { withFileTypes: true });
        for (const entry of entries) {
          const path = join(directory, entry.name);
          if (entry.isDirectory()) await walk(path);
          else if (entry.isFile()) keys.push(relative(top, path).split(sep).join("/"));
          if (keys.length > MOST_LISTED)
            throw new ObjectsError(`There are more than ${MOST_LISTED} files in ${start}.`);
        }
      };
      try {
        await walk(start);
      } catch (error) {
        if (!isMissing(error)) throw unreachable(error);
      }
      return keys.filter((key) => key.startsWith(prefix)).sort();
    },
  };
}

/** Node's codes for what is not there: no such file, a folder, or a file where a folder would have to be. */
const isMissing = (error: unknown) =>
  ["ENOENT", "EISDIR", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

const unreachable = (error: unknown) =>
  error instanceof ObjectsError ? error : new ObjectsError((error as Error).message, { cause: error });
