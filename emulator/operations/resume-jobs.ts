import { workInBackground as workOnJob } from "./bedrock/invocation-job-life.ts";
import { workInBackground as workOnInvocation } from "./bedrock-runtime/async-invocation.ts";
import type { Parts } from "./parts.ts";

/** Goes on with the jobs of a state that was kept, as if they had never been left. */
export async function resumeJobs(parts: Parts): Promise<void> {
  for (const { scope, job } of await parts.asyncInvocations.unfinished()) workOnInvocation(parts, scope, job);
  for (const { scope, job } of await parts.invocationJobs.unfinished()) workOnJob(parts, scope, job);
}
