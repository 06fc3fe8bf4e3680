import { escapeMarkup } from "../../../emulator/reports/markup.ts";
import { countVerdicts } from "../replay.ts";
import type { BehaviourResult, FileResult } from "../replay-file.ts";

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2430}
h1{font-size:1.4rem}h2{font:600 1rem ui-monospace,monospace;margin:1.6rem 0 .4rem}ul{list-style:none;padding:0;margin:0}
li{padding:.15rem .5rem;border-left:4px solid #2e7d4f;margin:.2rem 0}li.failed{border-color:#b3261e;background:#fbeceb}
li.skipped{border-color:#8a8f98;color:#5c636e}pre{white-space:pre-wrap;margin:.3rem 0;font:13px/1.4 ui-monospace,monospace}
a{color:inherit;font-size:.85em}@media(prefers-color-scheme:dark){body{background:#14181f;color:#dfe4ec}li.failed{background:#3a1d1c}}`;

/** The results as one page that needs nothing else. */
export function writeHtml(files: readonly FileResult[]): string {
  const { passed, failed, skipped } = countVerdicts(files);
  const sections = files.map(
    ({ file, results }) => `<h2>${escapeMarkup(file)}</h2>\n<ul>\n${results.map(writeBehaviour).join("\n")}\n</ul>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>outcrop replay</title><style>${STYLE}</style></head>
<body><h1>outcrop replay: ${passed} passed, ${failed} failed, ${skipped} skipped</h1>
${sections.join("\n")}
</body></html>
`;
}

function writeBehaviour({ name, verdict, messages, sources, milliseconds }: BehaviourResult): string {
  const links = sources.map(
    (url, index) => ` <a href="${escapeMarkup(url)}">source${index > 0 ? ` ${index + 1}` : ""}</a>`,
  );
  const text = messages.length > 0 ? `<pre>${escapeMarkup(messages.join("\n"))}</pre>` : "";
  return `<li class="${verdict}">${verdict}: ${escapeMarkup(name)} (${Math.round(milliseconds)} ms)${links.join("")}${text}</li>`;
}
