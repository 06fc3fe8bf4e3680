import { writeTable } from "../../documentation/written/table.ts";

/** The tables of clients that a run of their tests writes into documents: how they are written, and read again. */

export interface Cell {
  readonly text: string;
  /** What is to be said of it, below the table. */
  readonly note?: string;
}

/** One client, by the title that its tests have. */
export interface Row {
  readonly client: string;
  /** By column. */
  readonly cells: Readonly<Record<string, Cell>>;
}

const BEGIN = "<!-- Written by `npm run test:clients`, when all tests have run and passed. -->";
const END = "<!-- The end of what is written. -->";

/** Puts a table between the marks of a document. Throws where it has none. */
export function putTable(document: string, columns: readonly string[], rows: readonly Row[]): string {
  const { before, after } = cut(document);
  return `${before}\n\n${render(columns, rows)}\n\n${after}`;
}

/** The rows that a document has. Throws where it has no marks. */
export function readTable(document: string): readonly Row[] {
  const { table } = cut(document);
  const [head = [], , ...body] = table.filter((line) => line.startsWith("|")).map(cellsOf);
  const notes = new Map(
    table.flatMap((line) => [...line.matchAll(/^(\d+)\. (.*)$/g)].map(([, number, text]) => [number, text])),
  );
  return body.map(([client = "", ...cells]) => {
    const read = cells.map((cell, index): [string, Cell] => {
      const [, text = "", number] = /^(.*?)(?:<sup>(\d+)<\/sup>)?$/.exec(cell) ?? [];
      const note = notes.get(number);
      return [head[index + 1] ?? "", { text, ...(note === undefined ? {} : { note }) }];
    });
    return { client, cells: Object.fromEntries(read) };
  });
}

const cellsOf = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

function render(columns: readonly string[], rows: readonly Row[]): string {
  const notes: string[] = [];
  const write = ({ text, note }: Cell) => {
    if (note === undefined) return text;
    if (!notes.includes(note)) notes.push(note);
    return `${text}<sup>${notes.indexOf(note) + 1}</sup>`;
  };
  const lines = rows.map(({ client, cells }) => [
    client,
    ...columns.map((column) => write(cells[column] ?? { text: "" })),
  ]);
  const explained = notes.length === 0 ? [] : ["", ...notes.map((note, index) => `${index + 1}. ${note}`)];
  return [writeTable(["client", ...columns], lines), ...explained].join("\n");
}

function cut(document: string): { before: string; table: readonly string[]; after: string } {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < begin) throw new Error(`the document has no lines "${BEGIN}" and "${END}"`);
  const start = begin + BEGIN.length;
  return {
    before: document.slice(0, start),
    table: document.slice(start, end).split("\n"),
    after: document.slice(end),
  };
}
