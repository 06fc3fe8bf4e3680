/** Events of a stream of Claude put together into the message, as the MessageStream of @anthropic-ai/sdk does it. */
export function fold(events: readonly Event[]): Folded {
  const [first] = events;
  if (first?.type !== "message_start") throw new Error("a stream begins with message_start");
  const message: Folded = structuredClone(first.message);
  const inputs = new Map<number, string>();
  for (const event of events.slice(1)) {
    const block = event.index === undefined ? undefined : message.content[event.index];
    switch (event.type) {
      case "content_block_start":
        if (event.index !== message.content.length) throw new Error("blocks come in order");
        message.content.push(structuredClone(event.content_block));
        break;
      case "content_block_delta":
        if (block) apply(event.delta, block, event.index, inputs);
        break;
      case "content_block_stop":
        if (block?.type === "tool_use") block.input = JSON.parse(inputs.get(event.index) || "{}");
        break;
      case "message_delta":
        Object.assign(message, event.delta);
        Object.assign(message.usage, event.usage);
        if (event.context_management) message.context_management = event.context_management;
        break;
      case "message_stop":
        return message;
      default:
        throw new Error(`unknown event ${event.type}`);
    }
  }
  throw new Error("a stream ends with message_stop");
}

// biome-ignore lint/suspicious/noExplicitAny: what a stream carries is what is tested
type Event = any;
// biome-ignore lint/suspicious/noExplicitAny: what a stream carries is what is tested
type Folded = any;

function apply(delta: Event, block: Folded, index: number, inputs: Map<number, string>): void {
  switch (delta.type) {
    case "text_delta":
      block.text += delta.text;
      break;
    case "citations_delta":
      block.citations = [...(block.citations ?? []), delta.citation];
      break;
    case "thinking_delta":
      block.thinking += delta.thinking;
      break;
    case "signature_delta":
      block.signature = delta.signature;
      break;
    case "input_json_delta":
      inputs.set(index, (inputs.get(index) ?? "") + delta.partial_json);
      break;
    default:
      throw new Error(`unknown delta ${delta.type}`);
  }
}
