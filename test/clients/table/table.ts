/** The README's table of clients and behaviours: how it is written, and read again. */

/**
 * `✓` is a test that has passed; `≠` has passed too, and pins down that the client does otherwise than an AWS SDK; `–` is what the
 * client cannot do.
 */
export type Mark = "✓" | "≠" | "–";

export interface Cell {
  readonly mark: Mark;
  /** Why it cannot, or what it does otherwise. */
  readonly note?: string;
}

/** One client, by the title that its tests have. */
export interface Row {
  readonly client: string;
  /** Of its package. */
  readonly version: string;
  /** By topic. */
  readonly cells: Readonly<Record<string, Cell>>;
}

const BEGIN = "<!-- Written by `npm run test:clients`, when all tests have run and passed. -->";
const END = "<!-- The end of what is written. -->";

/** Writes a table between the marks of a document. Throws where it has none. */
export function writeTable(document: string, topics: readonly string[], rows: readonly Row[]): string {
  const { before, after } = cut(document);
  return `${before}\n\n${render(topics, rows)}\n\n${after}`;
}

/** The rows that a document has. Throws where it has no marks. */
export function readTable(document: string): readonly Row[] {
  const { table } = cut(document);
  const [head = [], , ...body] = table.filter((line) => line.startsWith("|")).map(cellsOf);
  const notes = new Map(
    table.flatMap((line) => [...line.matchAll(/^(\d+)\. (.*)$/g)].map(([, number, text]) => [number, text])),
  );
  return body.map(([client = "", version = "", ...cells]) => {
    const read = cells.map((cell, index): [string, Cell] => {
      const note = notes.get(/<sup>(\d+)<\/sup>/.exec(cell)?.[1]);
      return [head[index + 2] ?? "", { mark: cell.charAt(0) as Mark, ...(note === undefined ? {} : { note }) }];
    });
    return { client, version, cells: Object.fromEntries(read) };
  });
}

const cellsOf = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

function render(topics: readonly string[], rows: readonly Row[]): string {
  const notes: string[] = [];
  const mark = (cell: Cell | undefined) => {
    if (cell?.note === undefined) return cell?.mark ?? "";
    if (!notes.includes(cell.note)) notes.push(cell.note);
    return `${cell.mark}<sup>${notes.indexOf(cell.note) + 1}</sup>`;
  };
  const lines = rows.map(({ client, version, cells }) => [
    client,
    version,
    ...topics.map((topic) => mark(cells[topic])),
  ]);
  const head = ["client", "version", ...topics];
  const table = [head, head.map((_, index) => (index < 2 ? "---" : ":-:")), ...lines];
  return [
    ...table.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    ...notes.map((note, index) => `${index + 1}. ${note}`),
  ].join("\n");
}

function cut(document: string): { before: string; table: readonly string[]; after: string } {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the document has no lines "${BEGIN}" and "${END}"`);
  const start = begin + BEGIN.length;
  return {
    before: document.slice(0, start),
    table: document.slice(start, end).split("\n"),
    after: document.slice(end),
  };
}
