import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../pages.ts";
import { writeParts } from "./parts.ts";

/** Writes anew what pages take from the code: `npm run docs`. */
for (const path of globSync(["*.md", "docs/*.md"], { cwd: ROOT })) {
  const file = join(ROOT, path);
  const page = readFileSync(file, "utf8");
  const written = writeParts(page);
  if (written !== page) writeFileSync(file, written);
}
