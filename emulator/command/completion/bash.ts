import type { Offer, OfferedCommand } from "./offers.ts";

/** A script for bash 3.2 and newer: nothing is run for a completion but the shell itself. */
export const bashScript = (commands: readonly OfferedCommand[]): string => `# Completion of outcrop in bash.
_outcrop_words() {
  COMPREPLY=($(compgen -W "$1" -- "$2"))
}

_outcrop_files() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$1")
}

_outcrop() {
  local current="\${COMP_WORDS[COMP_CWORD]}" option="\${COMP_WORDS[COMP_CWORD - 1]}" word IFS=$' \\t\\n'
  COMPREPLY=()
  # bash takes --option=value apart at the equals sign.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $option == "=" ]]; then
    option="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  if ((COMP_CWORD == 1)); then
    _outcrop_words "${[...commands.map(({ name }) => name), "--help", "--version"].join(" ")}" "$current"
    return
  fi
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    [[ $word == "--" ]] && option="--"
  done
  case "\${COMP_WORDS[1]}" in
${commands.map(commandCase).join("\n")}
  esac
}

complete -F _outcrop outcrop
`;

function commandCase({ name, options, operands }: OfferedCommand): string {
  const names = options.map((option) => option.name).join(" ");
  const values = options.flatMap((option) =>
    option.value ? [`        ${option.name}) ${offered(option.value.offer)}; return ;;`] : [],
  );
  return [
    `    ${name})`,
    ...(values.length > 0 ? ["      case $option in", ...values, "      esac"] : []),
    '      if [[ $current == -* && $option != "--" ]]; then',
    `        _outcrop_words "${names}" "$current"`,
    "      else",
    `        ${offered(operands.offer)}`,
    "      fi",
    "      ;;",
  ].join("\n");
}

function offered(offer: Offer): string {
  if (offer === "file") return '_outcrop_files "$current"';
  return offer.length > 0 ? `_outcrop_words "${offer.join(" ")}" "$current"` : ":";
}
