import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { toHtml } from "../../emulator/reports/html.ts";
import { toJUnit } from "../../emulator/reports/junit.ts";
import { printable } from "../../emulator/reports/markup.ts";
import type { ReportedExpectation } from "../../emulator/reports/report.ts";
import { toTap } from "../../emulator/reports/tap.ts";
import { toText } from "../../emulator/reports/text.ts";
import { readXml } from "./xml.ts";

const nasty = "<script>alert(1)</script> & \"quoted\" 'single' # ]]> \\ \u0000 \u001b[31m \ud800 \n next";
const met: ReportedExpectation = { name: "asks once", ok: true, message: "1 such request, expected 1", lines: ["a"] };
const unmet: ReportedExpectation = { name: nasty, ok: false, message: nasty, lines: [nasty, "b"] };

const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constant(nasty));
const expectation = fc.record({ name: text, ok: fc.boolean(), message: text, lines: fc.array(text, { maxLength: 3 }) });
const expectations = fc.array(expectation, { maxLength: 5 });
const flat = (written: string) => printable(written.replaceAll(/\s+/g, " "));

test("JUnit's XML is well-formed whatever stands in it, and a test case is an expectation", () => {
  fc.assert(
    fc.property(expectations, (all) => {
      const suites = readXml(toJUnit(all));
      const failures = String(all.filter(({ ok }) => !ok).length);
      expect(suites).toMatchObject({ name: "testsuites", attributes: { tests: String(all.length), failures } });
      const [suite] = suites.children;
      expect(suite).toMatchObject({ name: "testsuite", attributes: { tests: String(all.length), failures } });
      expect(suite?.children.map(({ name, attributes }) => [name, attributes.name])).toEqual(
        all.map(({ name }) => ["testcase", flat(name)]),
      );
      for (const [at, testCase] of (suite?.children ?? []).entries()) {
        const { ok = true, message = "", lines = [] } = all[at] ?? {};
        const [inner] = testCase.children;
        expect(inner?.name).toBe(ok ? "system-out" : "failure");
        expect(inner?.text).toBe(printable([message, ...lines].join("\n")));
        if (!ok) expect(inner?.attributes.message).toBe(flat(message));
      }
    }),
  );
});

test("TAP has a plan, a line for each expectation, and YAML that says why", () => {
  fc.assert(
    fc.property(expectations, (all) => {
      const [version, plan, ...lines] = toTap(all).split("\n");
      expect(version).toBe("TAP version 14");
      expect(plan).toBe(all.length === 0 ? "1..0 # SKIP the scenario expects nothing" : `1..${all.length}`);
      let at = 0;
      for (const [index, { ok, name, message, lines: shown }] of all.entries()) {
        const description = flat(name).replaceAll(/[\\#]/g, "\\$&");
        expect(lines[at]).toBe(`${ok ? "ok" : "not ok"} ${index + 1} - ${description}`);
        const end = lines.indexOf("  ...", at);
        const block = parse(lines.slice(at + 2, end).join("\n")) as { message: string; requests?: string[] };
        expect(block.message).toBe(printable(message));
        expect(block.requests ?? []).toEqual(shown.map(printable));
        at = end + 1;
      }
      expect(lines.slice(at)).toEqual([""]);
    }),
  );
});

test("the page is one of its own: no script, nothing loaded, everything escaped, what is not met first", () => {
  const page = toHtml([met, unmet]);
  expect(page).toContain("<h1>1 of 2 expectations are met</h1>");
  expect(page).not.toMatch(/<script|src=|href=|url\(|@import/i);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; &#39;single&#39;");
  expect(page.indexOf("Not met:")).toBeLessThan(page.indexOf("Met: asks once"));
  fc.assert(
    fc.property(expectations, (all) => {
      const tags = [...toHtml(all).matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/<(\/?[a-z1-6!]+).*/s, "$1"));
      const sections = all.length + tags.filter((tag) => tag === "pre").length;
      expect(tags.filter((tag) => tag === "section")).toHaveLength(all.length);
      expect(tags.filter((tag) => tag === "h2" || tag === "pre")).toHaveLength(sections);
      expect(tags).not.toContain("script");
    }),
  );
  expect(toHtml([])).toContain("The scenario expects nothing");
});

test("the text for terminals shows requests of what is not met, and no control characters", () => {
  const told = toText([met, { ...unmet, name: "falls back" }]);
  expect(told).toContain("ok      asks once\n        1 such request, expected 1\nnot ok  falls back\n");
  expect(told).toContain("          b\n\n1 of 2 expectations are met.\n");
  expect(told).not.toContain("\u001b");
  expect(toText([])).toBe("The scenario expects nothing.\n");
});
