import type { FoundationModel } from "../../catalog/index.ts";
import { compose } from "../../generation/compose.ts";
import type { Answer, Conversation } from "../../generation/conversation.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";

export type InferenceParts = Pick<Parts, "routing" | "seed">;

export interface Inference {
  readonly model: FoundationModel;
  readonly answer: Answer;
}

/**
 * The way of one inference request, whatever API carries it. `read` turns the request into a conversation once the model is
 * known, and throws what the service and the model refuse.
 */
export async function infer(
  { routing, seed }: InferenceParts,
  modelId: string | undefined,
  call: Call,
  read: (model: FoundationModel) => Conversation,
): Promise<Inference> {
  const target = await routing.resolve(modelId ?? "", call);
  call.report.target = target;
  const conversation = read(target.model);
  call.report.destination = routing.choose(target);
  const answer = compose(conversation, target.model, seed);
  call.report.usage = answer.usage;
  call.report.latencyMs = answer.latencyMs;
  return { model: target.model, answer };
}
