import type { OperationDefinition } from "../../../emulator/operations/operation.ts";
import { operations } from "../../../emulator/operations/registry.ts";
import { apiModel, shapeOf } from "../../../emulator/protocol/model.ts";
import { services } from "../../../emulator/services.ts";
import { code, writeTable } from "./table.ts";

/** What the code does not tell of operations. */
const NOTES: readonly (readonly [names: readonly string[], note: string])[] = [
  [
    ["TagResource", "UntagResource", "ListTagsForResource"],
    "of application inference profiles, guardrails, asynchronous invocations, batch jobs and prompt routers",
  ],
  [
    ["ListFoundationModels", "GetFoundationModel", "GetFoundationModelAvailability"],
    "every model counts as accessible",
  ],
  [
    ["CreateModelInvocationJob", "GetModelInvocationJob", "ListModelInvocationJobs", "StopModelInvocationJob"],
    "on the emulator's clock: [jobs.md](jobs.md)",
  ],
  [["CreatePromptRouter"], "custom routers choose by [documented rules](prompt-routers.md) instead of models"],
  [["ListPromptRouters", "GetPromptRouter"], "AWS's own routers are there"],
  [
    ["Converse", "ConverseStream"],
    "every text model: text, images, documents, video, audio, tools, structured output, reasoning, citations, guardrails: [answers.md](answers.md)",
  ],
  [
    ["InvokeModel", "InvokeModelWithResponseStream"],
    "text in the [native bodies](native-bodies.md) of every provider ([Claude's](claude.md)); embeddings, ranking, images, Pegasus: [media.md](media.md)",
  ],
  [["CreateGuardrail", "UpdateGuardrail"], "automated reasoning is refused"],
  [["ApplyGuardrail", "InvokeGuardrailChecks"], "by [documented rules](guardrails.md) instead of models"],
  [["InvokeModelWithBidirectionalStream"], "spoken conversations with Nova Sonic, over HTTP/2: [speech.md](speech.md)"],
  [["CountTokens"], "for the models that support it on AWS"],
  [
    ["StartAsyncInvoke", "GetAsyncInvoke", "ListAsyncInvokes"],
    "films of Nova Reel and Luma Ray 2, embeddings of Marengo and Nova, on the emulator's clock: [jobs.md](jobs.md)",
  ],
  [["Rerank"], "the models of Cohere and Amazon that rank"],
];

/** Every emulated operation, with the members of its input that are refused. */
export function writeOperations(): string {
  const unknown = NOTES.flatMap(([names]) => names).filter((name) => !operations.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`there are notes on operations that are not emulated: ${unknown.join(", ")}`);
  return writeTable(
    ["service", "operation", "input", ""],
    operations.map((operation) => [operation.service, code(operation.name), levelOf(operation), notesOn(operation)]),
  );
}

const notesOn = ({ name }: OperationDefinition) =>
  NOTES.filter(([names]) => names.includes(name))
    .map(([, note]) => note)
    .join("; ");

function levelOf(operation: OperationDefinition): string {
  const refused = refusedMembers(operation);
  const inert = Object.entries(operation.inert ?? {}).map(
    ([name, reason]) => `; ${code(name)} without effect: ${reason}`,
  );
  const level = refused.length === 0 ? "every member" : `all but ${refused.map(code).join(", ")}`;
  return (level + inert.join("")).replace(/\.$/, "");
}

/** The members of an input, as dotted paths, that a request may not have. */
function refusedMembers({ service, name, honours, inert = {} }: OperationDefinition): readonly string[] {
  const model = apiModel(service);
  const accepted = [...honours, ...Object.keys(inert)];
  const below = (shapeName: string, path: string, way: readonly string[]): readonly string[] => {
    const shape = shapeOf(model, shapeName);
    if (way.includes(shapeName)) return [];
    if (shape.member) return below(shape.member.shape, path, [...way, shapeName]);
    return Object.entries(shape.members ?? {}).flatMap(([member, { shape: next }]) => {
      const place = path === "" ? member : `${path}.${member}`;
      if (accepted.some((one) => place === one || place.startsWith(`${one}.`))) return [];
      return accepted.some((one) => one.startsWith(`${place}.`)) ? below(next, place, [...way, shapeName]) : [place];
    });
  };
  const input = model.operations[name]?.input;
  return input ? below(input.shape, "", []) : [];
}

/** The operations that are known on the wire and answered with HTTP 501, by service. */
export function writeRefusedOperations(): string {
  const rows = services.map((service) => {
    const known = Object.keys(apiModel(service).operations);
    const emulated = operations.filter((operation) => operation.service === service).map(({ name }) => name);
    const refused = known.filter((name) => !emulated.includes(name));
    return [service, `${emulated.length} of ${known.length}`, refused.map(code).join(", ")];
  });
  return writeTable(["service", "emulated", "refused"], rows);
}
