/** One thing that is wrong in a policy document. */
export interface PolicyProblem {
  /** The place in the document, for example `Statement[1].Condition.StringEquls`; empty for the document as a whole. */
  readonly place: string;
  readonly message: string;
}

/** A policy document that AWS would refuse, with everything that is wrong in it. */
export class PolicyError extends Error {
  /** The name that the policy was given. */
  readonly policy: string;
  readonly problems: readonly PolicyProblem[];

  constructor(policy: string, problems: readonly PolicyProblem[]) {
    const lines = problems.map(({ place, message }) => (place === "" ? message : `${place}: ${message}`));
    super(lines.join("\n"));
    this.name = "PolicyError";
    this.policy = policy;
    this.problems = problems;
  }
}
