import { defineCommand, type InputOf } from "../definition.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export const completionCommand = defineCommand({
  name: "completion",
  summary: "print a script that makes a shell complete commands, options and their values",
  usage: ["completion bash|zsh|fish"],
  about: [
    "bash: source <(outcrop completion bash), in ~/.bashrc to have it in every shell.",
    "zsh: source <(outcrop completion zsh), in ~/.zshrc after compinit.",
    "fish: outcrop completion fish > ~/.config/fish/completions/outcrop.fish",
  ],
  operands: {
    name: "SHELL",
    about: "bash, zsh or fish",
    needs: "the name of a shell: bash, zsh or fish",
    completes: SHELLS,
  },
  options: {},
  examples: [{ line: "completion bash", about: "the script for bash" }],
  exitCodes: { 0: "printed", 2: "bad usage" },
});

export type CompletionInput = InputOf<typeof completionCommand>;
