import { expect } from "vitest";
import { textLike } from "./shell.ts";

/** A request as it is written, and the answer to it if one is. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number | undefined;
  readonly answer: string;
}

const REQUEST = /^(GET|HEAD|POST|PUT|PATCH|DELETE) (\S+)(?: HTTP\/[\d.]+)?\n/;

/** Takes an http block apart: requests, each with `HTTP/1.1 STATUS` and what is answered behind it, or without. */
export function exchangesOf(code: string): readonly Exchange[] {
  const parts = code.split(/^(?=(?:GET|HEAD|POST|PUT|PATCH|DELETE) )/m).filter((part) => part.trim() !== "");
  return parts.map((part) => {
    const [line, method = "", path = ""] = REQUEST.exec(part) ?? [];
    if (line === undefined) throw new Error(`this is no request: ${part}`);
    const [request = "", answered = ""] = part.slice(line.length).split(/^HTTP\/1\.1 /m);
    const { headers, body } = readMessage(request);
    const [, status] = /^(\d{3})/.exec(answered) ?? [];
    return {
      method,
      path,
      headers,
      body,
      status: status === undefined ? undefined : Number(status),
      answer: readMessage(answered.replace(/^.*\n/, "")).body,
    };
  });
}

/** What follows the first line: headers to the first empty line, and the body behind it. */
function readMessage(text: string): { readonly headers: Record<string, string>; readonly body: string } {
  const end = /^\n|\n\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text.trim();
  const headers = Object.fromEntries(
    head
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        if (!/^[\w-]+: ./.test(line)) throw new Error(`this is no header: ${line}`);
        return line.split(/: (.*)/);
      }),
  );
  return { headers, body: end ? text.slice(end.index).trim() : "" };
}

/** Sends the request, and holds the answer against what is written; without anything written it has to succeed. */
export async function sendExchange(
  { method, path, headers, body, status, answer }: Exchange,
  url: string,
): Promise<void> {
  const response = await fetch(url + path, { method, headers, ...(body === "" ? {} : { body }) });
  const text = (await response.text()).trim();
  if (status === undefined) expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true);
  else expect(response.status, `${method} ${path}: ${text}`).toBe(status);
  // A page breaks the lines of JSON where it likes.
  const joined = (lines: string) => lines.replaceAll(/\s+/g, "");
  if (answer !== "") expect(joined(text), `${method} ${path}`).toMatch(new RegExp(`^${textLike(joined(answer))}$`));
}
