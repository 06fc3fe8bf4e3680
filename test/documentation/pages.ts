import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import GithubSlugger from "github-slugger";
import { lexer, type Token, type Tokens, walkTokens } from "marked";

export const ROOT = resolve(import.meta.dirname, "../..");

/** A fenced piece of a page. */
export interface Block {
  /** From the root of the repository: `docs/testing.md`. */
  readonly page: string;
  readonly heading: string;
  /** Whether it is the first one under its heading. */
  readonly isFirst: boolean;
  /** Of its first line of code, counted from 1. */
  readonly line: number;
  /** The first word of the info string, and the others. */
  readonly language: string;
  readonly directives: readonly string[];
  readonly code: string;
}

/** A page of the documentation. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** What links lead to, and images show. */
  readonly links: readonly string[];
  /** What stands in backquotes. */
  readonly names: readonly string[];
  /** What `#…` may lead to. */
  readonly anchors: ReadonlySet<string>;
}

/** Reads a page, as GitHub does. */
export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), "utf8");
  const slugger = new GithubSlugger();
  const blocks: Block[] = [];
  const links: string[] = [];
  const names: string[] = [];
  const anchors = new Set<string>();
  let heading = "";
  let line = 1;
  for (const top of lexer(text)) {
    walkTokens([top], (token: Token) => {
      if (token.type === "heading") {
        const words = (token as Tokens.Heading).text.replaceAll(/[`*]|\[([^\]]*)\]\([^)]*\)/g, "$1");
        heading = words;
        anchors.add(slugger.slug(words));
      }
      if (token.type === "link" || token.type === "image") links.push((token as Tokens.Link).href);
      if (token.type === "codespan") names.push((token as Tokens.Codespan).text);
      if (token.type === "code") {
        const { lang = "", text: code } = token as Tokens.Code;
        const [language = "", ...directives] = lang.split(/\s+/);
        const isFirst = blocks.at(-1)?.heading !== heading;
        blocks.push({ page: path, heading, isFirst, line: line + 1, language, directives, code: `${code}\n` });
      }
    });
    line += top.raw.split("\n").length - 1;
  }
  return { path, text, blocks, links, names, anchors };
}

const PAGES = ["*.md", "docs/**/*.md", "scenarios/**/*.md", "contracts/**/*.md"];

/** All pages of the repository. */
export const pages: readonly Page[] = globSync(PAGES, { cwd: ROOT })
  .map((path) => path.replaceAll("\\", "/"))
  .sort()
  .map(readPage);

/** How a test names a block. */
export const titleOf = ({ heading, line, language }: Block) => `${language} under "${heading}" (line ${line})`;
