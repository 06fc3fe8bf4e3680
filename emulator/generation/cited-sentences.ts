import type { Citation } from "./answer.ts";
import { type Block, type Conversation, lastUserText } from "./conversation.ts";
import type { DraftBlock } from "./draft.ts";
import { contentWords } from "./words.ts";

/** A stretch of a source that can be cited. */
interface Sentence {
  readonly text: string;
  readonly citation: Citation;
}

/** The most sentences that one answer quotes. */
const QUOTES_MAX = 2;

/**
 * Quotes from the documents and search results that the conversation asks to have cited: of each the sentence that shares the
 * most words with the user's last text, two sources at most. Of a document whose text is not known (a PDF, a file on S3) the
 * first page is cited by its name.
 */
export function citedSentences(conversation: Conversation): DraftBlock[] {
  const found = sources(conversation);
  if (found.length === 0) return [];
  const asked = contentWords(lastUserText(conversation));
  const ranked = found.map((sentences) => best(sentences, asked)).filter((sentence) => sentence !== undefined);
  return ranked
    .slice(0, QUOTES_MAX)
    .map(({ text, citation }) => ({ type: "text", text: `${text.trim()} `, citations: [citation] }));
}

function sources({ turns }: Conversation): Sentence[][] {
  const blocks = turns.flatMap((turn) => turn.blocks.flatMap((block) => [block, ...innerBlocks(block)]));
  const found: Sentence[][] = [];
  let documents = 0;
  let results = 0;
  for (const block of blocks) {
    if (block.type === "document") {
      if (block.citations) found.push(sentencesOfDocument(block, documents));
      documents++;
    } else if (block.type === "searchResult") {
      if (block.citations) found.push(sentencesOfResult(block, results));
      results++;
    }
  }
  return found;
}

function innerBlocks(block: Block): readonly Block[] {
  return block.type === "toolResult" ? block.blocks : [];
}

function sentencesOfDocument({ name, chunks, isChunked }: Block & { type: "document" }, index: number): Sentence[] {
  if (!chunks) {
    const cited = name;
    return [{ text: name, citation: { title: name, cited, location: { type: "page", index, start: 1, end: 2 } } }];
  }
  if (isChunked) {
    return chunks.map((chunk, at) => ({
      text: split(chunk)[0]?.text ?? chunk,
      citation: { title: name, cited: chunk, location: { type: "chunk", index, start: at, end: at + 1 } },
    }));
  }
  return split(chunks.join("")).map(({ text, start }) => ({
    text,
    citation: { title: name, cited: text, location: { type: "char", index, start, end: start + text.length } },
  }));
}

function sentencesOfResult({ source, title, texts }: Block & { type: "searchResult" }, index: number): Sentence[] {
  return texts.map((text, at) => ({
    text: split(text)[0]?.text ?? text,
    citation: { title, source, cited: text, location: { type: "searchResult", index, start: at, end: at + 1 } },
  }));
}

function split(text: string): { readonly text: string; readonly start: number }[] {
  return [...text.matchAll(/[^.!?\n]*[^.!?\n\s][^.!?\n]*[.!?]?/g)].map((match) => {
    const sentence = match[0].trimStart();
    return { text: sentence, start: match.index + match[0].length - sentence.length };
  });
}

function best(sentences: readonly Sentence[], asked: ReadonlySet<string>): Sentence | undefined {
  let found: { readonly sentence: Sentence; readonly shared: number } | undefined;
  for (const sentence of sentences) {
    const shared = [...contentWords(sentence.citation.cited)].filter((word) => asked.has(word)).length;
    if (!found || shared > found.shared) found = { sentence, shared };
  }
  return found?.sentence;
}
