import { defineCommand, type InputOf } from "../definition.ts";
import { file, integer, region, text } from "../readers.ts";
import { target } from "../target.ts";

export const replayCommand = defineCommand({
  name: "replay",
  summary: "take the steps of scenario files, and hold every answer against what they expect",
  usage: ["replay [options] FILE|FOLDER...", "replay --diff A B [options] FILE|FOLDER..."],
  about: [
    "Makes the calls of the section steps, at an emulator of its own, at one that listens, or at AWS. With --diff it makes them at two targets, and tells where the answers differ.",
    "How steps are written is told in docs/contracts.md.",
  ],
  operands: {
    name: "FILE|FOLDER...",
    about: "scenario files; of a folder all YAML and JSON files in it",
    needs: "at least one file or folder",
    completes: "file",
  },
  options: {
    target: {
      value: "URL|aws|process",
      of: target,
      default: "process",
      about: "an Outcrop that listens, AWS itself, or an emulator in this process",
    },
    diff: { about: "compare two targets, which stand before the files, instead of judging one" },
    region: {
      value: "REGION",
      of: region,
      about: "Region of the steps that name none, in files without one (us-east-1 without it)",
    },
    filter: { value: "TEXT", of: text, about: "only behaviours with this text in their file or name" },
    parallel: { value: "N", of: integer(1, 64), default: "1", about: "so many files at a time" },
    junit: { value: "FILE", of: file, about: "write a JUnit report" },
    html: { value: "FILE", of: file, about: "write a page for people" },
    coverage: {
      value: "FILE",
      of: file,
      about: "write the operations, errors and constraints that were shown; - for stdout, a .json file for machines",
    },
    yes: { about: "agree to calls of AWS that cost money" },
    json: { about: "print the results as JSON" },
  },
  examples: [
    { line: "replay contracts/behaviours/Converse", about: "what Outcrop itself is held to, for one operation" },
    {
      line: "replay steps.yaml --target http://127.0.0.1:4577 --junit junit.xml",
      about: "at a server, with a report for CI",
    },
    {
      line: "replay --diff aws process contracts/behaviours/ListInferenceProfiles",
      about: "where AWS and Outcrop differ",
    },
  ],
  exitCodes: {
    0: "every step came to what it says; with --diff, no answer differs",
    1: "one did not; with --diff, answers differ",
    2: "bad usage, a bad file, or a target that cannot be reached",
  },
});

export type ReplayInput = InputOf<typeof replayCommand>;
