import { createRequire } from "node:module";

/** Outcrop's own version. */
export const { version } = createRequire(import.meta.url)("#package") as { version: string };
