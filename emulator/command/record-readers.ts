import { didYouMean } from "../nearest.ts";
import { httpUrl, type Reader } from "./readers.ts";
import { UsageError } from "./usage-error.ts";

const url = httpUrl("a URL or aws");

/** Where a recording proxy passes requests on to. */
export const upstream: Reader<URL | "aws"> = {
  read: (given) => (given.text === "aws" ? "aws" : url.read(given)),
  completes: ["aws"],
};

/** The kinds of personal data that `noPersonalData` of a scenario knows, and the words of prompts and answers. */
const RULES = [
  "prompts",
  "email",
  "phone",
  "credit-card",
  "us-social-security-number",
  "ip-address",
  "aws-access-key",
] as const;

/** What a recording hides: a word, or a regular expression between slashes. */
export const redaction: Reader<(typeof RULES)[number] | RegExp> = {
  read: ({ name, text }) => {
    const rule = RULES.find((known) => known === text);
    if (rule) return rule;
    const pattern = /^\/(.+)\/([ims]*)$/s.exec(text);
    if (!pattern) {
      throw new UsageError(
        `${name} must be one of ${RULES.join(", ")} or a /regular expression/, and not "${text}"${didYouMean(text, RULES)}`,
      );
    }
    try {
      return new RegExp(pattern[1] ?? "", `${pattern[2]}u`);
    } catch (error) {
      throw new UsageError(`${name}: ${(error as Error).message}`);
    }
  },
  completes: RULES,
};
