import type { Caller } from "./caller.ts";
import type { CallStep } from "./compile.ts";
import { calledOperations } from "./operations.ts";
import type { Outcome } from "./outcome.ts";

interface Undoing {
  readonly operation: string;
  /** The member of the input, and that of the output that it takes. */
  readonly input: string;
  readonly output: string;
}

/** What ends that which an operation has created; asynchronous invocations end by themselves, and versions with their guardrail. */
const UNDOING: Readonly<Record<string, Undoing>> = {
  CreateInferenceProfile: {
    operation: "DeleteInferenceProfile",
    input: "inferenceProfileIdentifier",
    output: "inferenceProfileArn",
  },
  CreateModelInvocationJob: { operation: "StopModelInvocationJob", input: "jobIdentifier", output: "jobArn" },
  CreatePromptRouter: { operation: "DeletePromptRouter", input: "promptRouterArn", output: "promptRouterArn" },
  CreateGuardrail: { operation: "DeleteGuardrail", input: "guardrailIdentifier", output: "guardrailId" },
};

/** Remembers what calls have created, to delete it. */
export function createCleanup() {
  const undone: CallStep[] = [];
  return {
    note(step: CallStep, { output }: Outcome): void {
      const undoing = UNDOING[step.operation.name];
      const id = undoing && output?.[undoing.output];
      const operation = undoing && calledOperations().get(undoing.operation);
      if (id === undefined || !operation) return;
      const input = { [undoing.input]: id };
      undone.push({ ...step, operation, input, expect: undefined, capture: new Map(), uses: new Set() });
    },
    /** Deletes all that is still there, the newest first; gives what could not be deleted. */
    async run(caller: Caller): Promise<readonly string[]> {
      const left: string[] = [];
      for (const step of undone.splice(0).reverse()) {
        const { error } = await caller.call(step, new Map()).catch((thrown: Error) => {
          return { error: { type: thrown.name, message: thrown.message } };
        });
        // A step has deleted it already, or the job has ended.
        if (!error || error.type === "ResourceNotFoundException" || error.type === "ConflictException") continue;
        left.push(`${step.operation.name} ${JSON.stringify(step.input)}: ${error.type}: ${error.message}`);
      }
      return left;
    },
  };
}
