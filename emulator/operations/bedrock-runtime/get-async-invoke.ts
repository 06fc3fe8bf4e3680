import type { GetAsyncInvokeCommandInput, GetAsyncInvokeResponse } from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { readOwnArn } from "../bedrock/own-arn.ts";
import { namedTagged, type TaggedParts } from "../bedrock/tagged-resource.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { type AsyncParts, broughtUpToDate, describeInvocation } from "./async-invocation.ts";

/** GetAsyncInvoke: how an asynchronous invocation stands on the clock. */
export const getAsyncInvoke = {
  service: "bedrock-runtime",
  name: "GetAsyncInvoke",
  honours: ["invocationArn"],
  access:
    (parts: TaggedParts) =>
    async ({ invocationArn = "" }: GetAsyncInvokeCommandInput, call: Call) => ({
      resources: [await namedTagged(invocationArn, call, parts)],
    }),
  handler:
    (parts: AsyncParts) =>
    async ({ invocationArn = "" }: GetAsyncInvokeCommandInput, call: Call): Promise<GetAsyncInvokeResponse> => {
      const { resourceId } = readOwnArn(invocationArn, call, parts.catalog);
      const invocation = await parts.asyncInvocations.get(call, resourceId);
      if (!invocation) throw awsError("asyncInvocationNotFound");
      return describeInvocation(await broughtUpToDate(parts, call, invocation));
    },
} satisfies OperationDefinition;
