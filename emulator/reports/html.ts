import { escapeMarkup } from "./markup.ts";
import type { ReportedExpectation } from "./report.ts";

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; }
  section { border-left: .3rem solid; padding: .2rem 1rem; margin: 1rem 0; }
  h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
  p { margin: .2rem 0; overflow-wrap: anywhere; }
  pre { overflow-x: auto; font-size: .85rem; margin: .5rem 0; }
  .met { border-color: #2a8a4a; }
  .unmet { border-color: #c0362c; }
`;

/** One page that needs nothing else: no script, no file, no network. What has to be looked at comes first. */
export function toHtml(expectations: readonly ReportedExpectation[]): string {
  const unmet = expectations.filter(({ ok }) => !ok);
  const met = expectations.filter(({ ok }) => ok);
  const heading =
    expectations.length === 0
      ? "The scenario expects nothing"
      : `${met.length} of ${expectations.length} expectations are met`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    "<title>Outcrop: expectations</title>",
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    `<h1>${heading}</h1>`,
    ...[...unmet, ...met].map(section),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function section({ name, ok, message, lines }: ReportedExpectation): string {
  return [
    `<section class="${ok ? "met" : "unmet"}">`,
    `<h2>${ok ? "Met" : "Not met"}: ${escapeMarkup(name)}</h2>`,
    `<p>${escapeMarkup(message)}</p>`,
    ...(lines.length > 0 ? [`<pre>${lines.map(escapeMarkup).join("\n")}</pre>`] : []),
    "</section>",
  ].join("\n");
}
