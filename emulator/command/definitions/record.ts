import { defineCommand, type InputOf } from "../definition.ts";
import { file, integer, oneOf, region, text } from "../readers.ts";
import { redaction, upstream } from "../record-readers.ts";

export const recordCommand = defineCommand({
  name: "record",
  summary: "stand between an app and Bedrock, and write what is said as steps that can be replayed",
  usage: ["record --upstream URL|aws --out FILE [options]"],
  about: [
    "Passes every request on to the upstream and its answer back, and writes both into a scenario file whose steps outcrop replay takes. Ends with SIGINT or SIGTERM.",
    "Account ids, credentials and the names of principals never get into the file.",
  ],
  options: {
    upstream: {
      value: "URL|aws",
      of: upstream,
      about: "where requests go: a server, such as an Outcrop, or AWS itself",
    },
    out: { value: "FILE", of: file, about: "the scenario file to write" },
    force: { about: "write over a file that is there" },
    host: { value: "HOST", of: text, default: "127.0.0.1", about: "address to listen on" },
    port: { value: "PORT", of: integer(0, 65_535), default: "4578", about: "port to listen on, 0 for any free one" },
    region: { value: "REGION", of: region, default: "us-east-1", about: "source Region of requests that name none" },
    sign: {
      value: "aws|caller",
      of: oneOf(["aws", "caller"]),
      about:
        "who signs for the upstream: aws, the ordinary chain of credentials (default for aws), or caller, which passes on what the app has signed (default for a URL)",
    },
    scenario: {
      value: "FILE",
      of: file,
      about: "the scenario that the upstream runs: the steps stand on it, with its principals, faults and quotas",
    },
    redact: {
      value: "RULE",
      of: redaction,
      repeated: true,
      about: "what else is hidden: prompts, a kind of personal data such as email, or a /regular expression/",
    },
    json: { about: "print the greeting and the summary as JSON" },
  },
  examples: [
    {
      line: "record --upstream aws --out chat.yaml --redact prompts",
      about: "an app against AWS, without its prompts",
    },
    { line: "record --upstream http://127.0.0.1:4577 --out chat.yaml", about: "an app against an Outcrop" },
  ],
  exitCodes: {
    0: "the file is written",
    2: "bad usage, a file that is there, or an address that cannot be listened at",
  },
});

export type RecordInput = InputOf<typeof recordCommand>;
