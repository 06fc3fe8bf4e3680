import type { ServiceName } from "../services.ts";
import type { Call } from "./call.ts";
import type { Parts } from "./parts.ts";

/** A handler: takes the parts that it may touch, then answers one call after the other. */
export type Handler<Input, Output> = (parts: Parts) => (input: Input, call: Call) => Promise<Output>;

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
  // The registry holds handlers of every input type; the pipeline gives each the input that its own model describes.
  readonly handler: Handler<never, unknown>;
}
