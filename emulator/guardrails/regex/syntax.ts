/** A pattern as a tree. */
export type Node =
  | { readonly kind: "characters"; readonly set: CharacterSet }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly nodes: readonly Node[] }
  | { readonly kind: "choice"; readonly nodes: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly node: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

/** One character of a set; `source` is a class of JavaScript's, between its brackets. */
export interface CharacterSet {
  readonly source: string;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

export type Assertion = "text-start" | "text-end" | "line-start" | "line-end" | "boundary" | "no-boundary";

/** Why a pattern cannot be taken. */
export class RegexProblem extends Error {
  /** Whether AWS would take the pattern as far as is known: then the emulator is to blame, not the caller. */
  readonly isGap: boolean;

  constructor(message: string, isGap = false) {
    super(message);
    this.name = "RegexProblem";
    this.isGap = isGap;
  }
}
