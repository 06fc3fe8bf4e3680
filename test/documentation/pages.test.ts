import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { leftTo, ownTests, reasons, suites } from "./marks.ts";
import { pages, ROOT, readPage, titleOf } from "./pages.ts";
import { planOf } from "./runners.ts";

const blocks = pages.flatMap((page) => page.blocks);
const left = blocks.flatMap((block) => leftTo(block) ?? []);

describe.each(pages.map((page) => [page.path, page] as const))("%s", (path, page) => {
  test("has no block that nothing runs", () => {
    const idle = page.blocks.filter((block) => leftTo(block) === undefined && !planOf(block)).map(titleOf);
    expect(idle, "a mark of test/documentation/marks.ts in the info string says why a block is not run").toEqual([]);
  });

  test("leads to files and headings that are there", () => {
    const wrong = page.links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return !(link.startsWith("https://") && URL.canParse(link));
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : normalize(join(dirname(path), decodeURIComponent(file)));
      if (target.startsWith("..") || !existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !(target.endsWith(".md") && readPage(target).anchors.has(anchor));
    });
    expect(wrong).toEqual([]);
  });

  test("names files of the repository that are there", () => {
    const named = page.names.filter((name) => /^(emulator|contracts|scenarios|docs|test)\/[\w./-]+$/.test(name));
    expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  });
});

test("every mark is listed with its reason, and every reason is one of a block", () => {
  const listed = [
    ...Object.keys(reasons).map((name) => `no-run:${name}`),
    ...Object.keys(suites).map((name) => `run-by:${name}`),
    ...Object.values(ownTests),
  ];
  expect([...new Set(left)].toSorted()).toEqual(listed.toSorted());
});

test.each([
  ...Object.entries(suites).map(([name, file]) => [file, `run-by:${name}`] as const),
  ...Object.values(ownTests).map((file) => [file, file] as const),
])("%s, which runs blocks by itself, names their pages", (file, mark) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const its = new Set(blocks.filter((block) => leftTo(block) === mark).map(({ page }) => page));
  expect([...its].filter((page) => !text.includes(page))).toEqual([]);
});
