import { defaultWordings, defaultWordingsElsewhere } from "../../contracts/messages/default-wordings.ts";
import type { Message } from "../../contracts/messages/messages.ts";

const byCode = new Map(Object.values<Message>(defaultWordings).map((message) => [message.code, message.text]));
const byCodeElsewhere = new Map(
  Object.values<Message>(defaultWordingsElsewhere).map((message) => [message.code, message.text]),
);

/** How the exception `code` reads, of bedrock-runtime or of another service. */
export function wordingOf(code: string, isRuntime: boolean): string | undefined {
  return (isRuntime ? undefined : byCodeElsewhere.get(code)) ?? byCode.get(code);
}
