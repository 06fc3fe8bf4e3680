import { defineCommand, type InputOf } from "../definition.ts";

export const validateCommand = defineCommand({
  name: "validate",
  summary: "check scenario files",
  usage: ["validate [options] FILE..."],
  about: [
    "Checks each file by itself, with what it takes from other files, and tells every problem with its line and column.",
  ],
  operands: { name: "FILE...", about: "scenario files in YAML or JSON", needs: "at least one file", completes: "file" },
  options: { json: { about: "print the result as JSON, with the place of every problem" } },
  examples: [
    { line: "validate scenarios/two-teams.yaml", about: "one file" },
    { line: "validate --json scenarios/*.yaml", about: "many, for machines" },
  ],
  exitCodes: { 0: "every file is a valid scenario", 2: "one is not, or cannot be read" },
});

export type ValidateInput = InputOf<typeof validateCommand>;
