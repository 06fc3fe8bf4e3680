import type { ServiceName } from "../services.ts";
import type { AccessFacts } from "./authorize.ts";
import type { Call } from "./call.ts";
import type { Parts } from "./parts.ts";

/** A handler: takes the parts that it may touch, then answers one call after the other. */
export type Handler<Input, Output> = (parts: Parts) => (input: Input, call: Call) => Promise<Output>;

/** Reads from an input what access is judged on. */
export type AccessReader<Input> = (parts: Parts) => (input: Input, call: Call) => AccessFacts | Promise<AccessFacts>;

/** One emulated operation. */
export interface OperationDefinition {
  readonly service: ServiceName;
  readonly name: string;
  /**
   * The input members that the handler acts on, as dotted paths without list indices (`messages.content.text`). A path stands
   * for everything below it. A request with any other member of the API model is refused, so nothing is ignored in silence.
   */
  readonly honours: readonly string[];
  /** Members that are accepted although nothing observable follows from them, each with the reason. */
  readonly inert?: Readonly<Record<string, string>>;
  /**
   * What access is judged on before the handler is called: the resources and tags that the input names; nothing beyond the
   * operation itself when absent.
   */
  readonly access?: AccessReader<never>;
  /** A model answers: access, quotas, faults and routing depend on the model and are seen to on the handler's own way. */
  readonly isInference?: true;
  // The registry holds handlers of every input type; the pipeline gives each the input that its own model describes.
  readonly handler: Handler<never, unknown>;
}
