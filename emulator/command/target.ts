import { httpUrl, type Reader } from "./readers.ts";

/** Where steps are taken: in this process, at AWS, or at the Outcrop of a URL. */
export type TargetName = "process" | "aws" | URL;

const url = httpUrl("a URL, aws or process");

export const target: Reader<TargetName> = {
  read: (given) => (given.text === "process" || given.text === "aws" ? given.text : url.read(given)),
  completes: ["aws", "process"],
};
