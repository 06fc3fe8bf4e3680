import { defineCommand, type InputOf } from "../definition.ts";
import { file, httpUrl, text } from "../readers.ts";

const DEFAULT_TARGET = "http://127.0.0.1:4577";

export const verifyCommand = defineCommand({
  name: "verify",
  summary: "whether a running emulator has seen what its scenario expects",
  usage: ["verify [options]"],
  about: ["Asks an emulator how things stand to the section expect of its scenario."],
  options: {
    target: {
      value: "URL",
      of: httpUrl(`the address of an emulator such as ${DEFAULT_TARGET}`),
      default: DEFAULT_TARGET,
      about: "the emulator",
    },
    session: { value: "NAME", of: text, about: "the session to ask about" },
    junit: { value: "FILE", of: file, about: "write a JUnit report" },
    tap: { value: "FILE", of: file, about: "write a TAP report" },
    html: { value: "FILE", of: file, about: "write a page for people" },
    json: { about: "print the report as JSON" },
  },
  examples: [
    { line: "verify", about: "the emulator at its usual address" },
    { line: "verify --session test-1 --junit junit.xml", about: "one session, with a report for CI" },
  ],
  exitCodes: { 0: "all expectations are met", 1: "one is not", 2: "bad usage, or no emulator to ask" },
});

export type VerifyInput = InputOf<typeof verifyCommand>;
