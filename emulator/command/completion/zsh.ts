import type { Offer, OfferedCommand, OfferedOption } from "./offers.ts";

/** A script for zsh: to be sourced after \`compinit\`, or put into \`$fpath\` as \`_outcrop\`. */
export const zshScript = (commands: readonly OfferedCommand[]): string => `#compdef outcrop
# Completion of outcrop in zsh.
_outcrop() {
  local -a commands
  commands=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    if [[ $words[2] == -* ]]; then
      compadd -- --help --version
    else
      _describe -t commands command commands
    fi
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(commandCase).join("\n")}
  esac
}

if [[ $funcstack[1] == _outcrop ]]; then
  _outcrop "$@"
else
  compdef _outcrop outcrop
fi
`;

function commandCase({ name, options, operands }: OfferedCommand): string {
  const specs = options.map(optionSpec);
  const action = actionOf(operands.offer);
  if (action !== " ") specs.push(quoted(`${operands.repeated ? "*" : "1"}:${escaped(operands.name)}:${action}`));
  return [`    ${name})`, `      _arguments -S ${["", ...specs].join(" \\\n        ")}`, "      ;;"].join("\n");
}

function optionSpec({ name, about, repeated, value }: OfferedOption): string {
  const description = `[${about.replaceAll(/[[\]\\]/g, "\\$&")}]`;
  const often = repeated ? "*" : "";
  if (!value) return quoted(`${often}${name}${description}`);
  return quoted(`${often}${name}=${description}:${escaped(value.name)}:${actionOf(value.offer)}`);
}

function actionOf(offer: Offer): string {
  if (offer === "file") return "_files";
  return offer.length > 0 ? `(${offer.join(" ")})` : " ";
}

const escaped = (text: string) => text.replaceAll(":", "\\:");
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
