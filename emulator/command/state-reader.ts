import { fileURLToPath } from "node:url";
import type { Reader } from "./readers.ts";
import { UsageError } from "./usage-error.ts";

/** A folder, as a path or a `file:` URL. */
export const stateFolder: Reader<string> = {
  read: ({ name, text }) => {
    const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
    if (scheme === undefined) return text;
    if (scheme === "file" && URL.canParse(text)) {
      try {
        return fileURLToPath(text);
      } catch (error) {
        throw new UsageError(`${name}: ${(error as Error).message}`);
      }
    }
    throw new UsageError(
      `${name} must be a folder or a file: URL, and not "${text}"; Outcrop keeps state in folders alone`,
    );
  },
  completes: "file",
};
