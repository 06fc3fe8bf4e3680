import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pages, ROOT } from "./pages.ts";
import { limitGroups, otherLimits } from "./written/limit-list.ts";
import { numberOf } from "./written/limits.ts";
import { parts, partsOf, writeParts } from "./written/parts.ts";

const withParts = pages.filter(({ text }) => partsOf(text).length > 0);

test.each(withParts.map(({ path, text }) => [path, text]))(
  "%s says what the code says: `npm run docs` writes it",
  (_, text) => {
    expect(text).toBe(writeParts(text));
  },
);

test("every part that is written has a page", () => {
  expect(withParts.flatMap(({ text }) => partsOf(text)).toSorted()).toEqual(Object.keys(parts).toSorted());
});

const LIMIT = /^(?:export )?const ([A-Z_]*(?:MOST|LIMIT|MAX|LARGEST|LONGEST|DEEPEST)[A-Z_]*)\b/gm;

test("every limit in the code is on the page of limits, or listed with why not", () => {
  // The limits of single models stand where they are told of.
  const files = globSync(["emulator/**/*.ts", "contracts/{recorder,runner}/**/*.ts"], {
    cwd: ROOT,
    exclude: ["emulator/generation/**"],
  });
  const found = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    return [...text.matchAll(LIMIT)].map(([, name]) => `${file.replaceAll("\\\\", "/")} ${name}`);
  });
  const shown = limitGroups.flatMap(({ rows }) => rows.map(([, constant]) => /^\S+ \w+/.exec(constant)?.[0] ?? ""));
  const listed = [...shown, ...Object.values(otherLimits).flat()];
  expect(
    found.filter((constant) => !listed.includes(constant)),
    "test/documentation/written/limit-list.ts lists them",
  ).toEqual([]);
  const gone = Object.values(otherLimits)
    .flat()
    .filter((constant) => !found.includes(constant));
  expect(gone).toEqual([]);
});

test("a constant that is gone, or no number any more, is told by its name", () => {
  expect(() => numberOf("emulator/sessions.ts NO_SUCH_LIMIT")).toThrow("NO_SUCH_LIMIT");
  expect(() => numberOf("emulator/sessions.ts SESSION_HEADER")).toThrow("is no number");
});
