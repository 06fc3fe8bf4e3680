import type { Offer, OfferedCommand, OfferedOption } from "./offers.ts";

/** A script for fish. */
export const fishScript = (commands: readonly OfferedCommand[]): string => `# Completion of outcrop in fish.
function __outcrop_is
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end

function __outcrop_first
    test (count (commandline -opc)) -eq 1
end

complete -c outcrop -f
complete -c outcrop -n __outcrop_first -l help -d 'show help'
complete -c outcrop -n __outcrop_first -l version -d 'show the version'
${commands.map(({ name, about }) => `complete -c outcrop -n __outcrop_first -a ${name} -d ${quoted(about)}`).join("\n")}
${commands.flatMap(commandLines).join("\n")}
`;

function commandLines({ name, options, operands }: OfferedCommand): string[] {
  const complete = `complete -c outcrop -n '__outcrop_is ${name}'`;
  const lines = options.map((option) => `${complete} ${optionWords(option)}`);
  if (operands.offer === "file") lines.push(`${complete} -F`);
  else if (operands.offer.length > 0) lines.push(`${complete} -a ${quoted(operands.offer.join(" "))}`);
  return lines;
}

function optionWords({ name, about, value }: OfferedOption): string {
  const described = `-l ${name.replace(/^--/, "")} -d ${quoted(about)}`;
  return value ? `${described} ${valueWords(value.offer)}` : described;
}

function valueWords(offer: Offer): string {
  if (offer === "file") return "-r -F";
  return offer.length > 0 ? `-x -a ${quoted(offer.join(" "))}` : "-x";
}

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
