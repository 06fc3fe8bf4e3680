import { behaviours, type Told } from "./behaviours.ts";
import type { BehaviourName } from "./frameworks/case.ts";
import type { Language } from "./languages.ts";
import { foundationModelArn, systemProfileArn } from "./models.ts";
import { awsCli } from "./tested/aws-cli.ts";
import { compiledClients } from "./tested/compiled.ts";
import { javascriptClients } from "./tested/javascript.ts";
import { pythonClients } from "./tested/python.ts";
import type { Row } from "./tested/rows.ts";

/** A client that people use, and how it is driven. */
export interface TestedClient {
  /** As in docs/clients.md and the README. */
  readonly name: string;
  /** Which of its ways to Bedrock, when it has several. */
  readonly way?: string;
  readonly language: Language;
  /** In the registry of its language. */
  readonly package: string;
  /** Of Python 3, where not every one does. */
  readonly leastPythonMinor?: number;
  /** The driver, as its language starts it, and its arguments. */
  readonly driver: readonly [script: string, ...args: string[]];
  readonly rows: readonly Row[];
  /** The operations that it calls for all of that. */
  readonly operations: readonly string[];
  /** How it tells of the failures of a behaviour; of one that is absent it tells nothing. */
  readonly tells: Partial<Readonly<Record<BehaviourName, Told>>>;
  /** Why it cannot do what it is not tested with. */
  readonly cannot: Partial<Readonly<Record<BehaviourName, string>>>;
  /** What it does when nothing is set; absent where it was not tried. */
  readonly defaults?: {
    /** The variable of the environment that points it at a server. */
    readonly endpointVariable?: string;
    /** How often it tries what is throttled for good, whoever does it: the SDK below, or the framework above. */
    readonly attempts?: number;
  };
  /** What it does otherwise than an AWS SDK, for users to know. */
  readonly otherwise?: Partial<Readonly<Record<BehaviourName, string>>>;
}

/** In the order of the README's table. */
export const testedClients: readonly TestedClient[] = [
  ...javascriptClients,
  ...pythonClients,
  ...compiledClients,
  awsCli,
];

/** As the titles of tests and the README name it. */
export const titleOf = ({ name, way }: TestedClient) => (way === undefined ? name : `${name}, ${way}`);

/** One way to call one model for one behaviour. */
export interface Call {
  readonly behaviour: BehaviourName;
  readonly model: string;
  /** What an application profile is copied from; absent when the model is called by its id. */
  readonly copyFrom: ((account: string) => string) | undefined;
}

/** All calls that a client is tested with. */
export function callsOf({ rows }: TestedClient): readonly Call[] {
  return rows.flatMap(({ models, behaviours: names, only }) =>
    models.flatMap(({ onDemand, behindProfile, systemProfile }) =>
      names.flatMap((behaviour) => {
        const copyFrom = (account: string) =>
          systemProfile === undefined ? foundationModelArn(behindProfile) : systemProfileArn(account, systemProfile);
        const direct = { behaviour, model: onDemand, copyFrom: undefined };
        const profiled = { behaviour, model: behindProfile, copyFrom };
        return [...(only === "by profile" ? [] : [direct]), ...(only === "on demand" ? [] : [profiled])];
      }),
    ),
  );
}

/** The words after "from" in the title of a call's test. */
export function wayOf({ behaviour, model, copyFrom }: Call): string {
  const { through } = behaviours[behaviour];
  if (through === "nothing") return "";
  if (through === "copy") return ` copied from us.${model}`;
  return ` from ${model}, ${copyFrom ? "by the ARN of an application profile" : "by its id"}`;
}
