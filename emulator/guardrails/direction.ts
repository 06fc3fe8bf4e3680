/** Whether it is a prompt that is assessed, or an answer. */
export type Direction = "INPUT" | "OUTPUT";

/** What an entry of a policy says of prompts and of answers. */
export interface Directed<Action extends string> {
  readonly inputAction?: Action | undefined;
  readonly outputAction?: Action | undefined;
  readonly inputEnabled?: boolean | undefined;
  readonly outputEnabled?: boolean | undefined;
}

/** What an entry does in a direction, with its default; an entry is enabled unless it says otherwise. */
export function setting<Action extends string>(
  entry: Directed<Action>,
  direction: Direction,
  otherwise: Action,
): { readonly action: Action; readonly enabled: boolean } {
  const isInput = direction === "INPUT";
  return {
    action: (isInput ? entry.inputAction : entry.outputAction) ?? otherwise,
    enabled: (isInput ? entry.inputEnabled : entry.outputEnabled) ?? true,
  };
}
