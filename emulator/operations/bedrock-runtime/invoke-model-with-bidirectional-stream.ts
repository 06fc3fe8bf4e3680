import type {
  InvokeModelWithBidirectionalStreamInput,
  InvokeModelWithBidirectionalStreamOutput,
} from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import type { Clock } from "../../clock.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { compose } from "../../generation/compose.ts";
import type { Conversation } from "../../generation/conversation.ts";
import { type InputEvent, readInputEvent } from "../../generation/speech/input-event.ts";
import { SpeechSession } from "../../generation/speech/speech-session.ts";
import type { Target } from "../../routing/target.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { type Asked, admit, alter, type InferenceParts, type Place, shaped, takePlace } from "./inference.ts";
import { writeBody } from "./native-request.ts";
import { draftOf, saidIn, scriptedReply } from "./scripted-answer.ts";
import { runSpeech } from "./speech-stream.ts";

interface Input extends Asked {
  readonly body: AsyncIterable<InvokeModelWithBidirectionalStreamInput>;
}

interface Output {
  readonly body: AsyncIterable<InvokeModelWithBidirectionalStreamOutput>;
}

/**
 * InvokeModelWithBidirectionalStream: a spoken conversation with Nova Sonic, which answers while the request goes on.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithBidirectionalStream.html and
 * https://docs.aws.amazon.com/nova/latest/userguide/speech-bidirection.html; docs/speech.md tells how answers are made.
 */
export const invokeModelWithBidirectionalStream = {
  service: "bedrock-runtime",
  name: "InvokeModelWithBidirectionalStream",
  honours: ["modelId", "body"],
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (input: Input, call: Call): Promise<Output> => {
      const target = await admit(parts, input, call);
      if (!target.model.apis.includes("InvokeModelWithBidirectionalStream")) {
        throw awsError("bidirectionalNotSupported");
      }
      // What will be said is not known yet: a session is a request, and its tokens are counted when it is over.
      const load = { text: "", inputTokens: 0, cacheWriteTokens: 0, maxTokens: 0 };
      const place = await takePlace(parts, target, load, call);
      return { body: shaped(converse(parts, target, place, input, call), parts, call) };
    },
} satisfies OperationDefinition;

/** Holds the conversation; keeps the place until it is over, and reports what it used. */
function converse(
  parts: InferenceParts,
  target: Target,
  place: Place,
  input: Input,
  call: Call,
): AsyncIterable<InvokeModelWithBidirectionalStreamOutput> {
  const { model } = target;
  const session = new SpeechSession({
    model,
    seed: parts.seed,
    requestId: call.requestId,
    random: call.random.fork("speech"),
    nowMs: () => parts.clock.now().getTime(),
    note: (outcome) => call.report.trail.push({ step: "speech", outcome }),
    answer: (conversation) => answer(parts, target, conversation, input, call),
  });
  let end: (error?: unknown) => void = () => {};
  call.report.session = new Promise((resolve) => {
    end = (error) => {
      call.signal?.removeEventListener("abort", onAbort);
      const { inputTokens, outputTokens } = session.usage;
      call.report.usage = { inputTokens, outputTokens };
      place.settle(inputTokens, outputTokens);
      resolve(error);
    };
  });
  // A client may go away before the first event is asked for.
  const onAbort = () => end();
  call.signal?.addEventListener("abort", onAbort, { once: true });
  return speak(session, parts.clock, inputEvents(input.body, model), call, end);
}

async function* speak(
  session: SpeechSession,
  clock: Clock,
  events: AsyncIterable<InputEvent>,
  call: Call,
  end: (error?: unknown) => void,
): AsyncGenerator<InvokeModelWithBidirectionalStreamOutput> {
  const { requestId, signal, report } = call;
  const listensMeanwhile = report.faults.some(({ kind }) => kind === "pace");
  try {
    for await (const event of runSpeech(session, events, { clock, requestId, signal, listensMeanwhile })) {
      yield { chunk: { bytes: writeBody(event) } };
    }
  } catch (error) {
    if (signal?.aborted) return;
    end(error);
    throw error;
  } finally {
    end();
  }
}

async function* inputEvents(
  body: AsyncIterable<InvokeModelWithBidirectionalStreamInput>,
  model: FoundationModel,
): AsyncGenerator<InputEvent> {
  for await (const { chunk } of body) yield readInputEvent(chunk?.bytes, model);
}

async function answer(parts: InferenceParts, target: Target, conversation: Conversation, asked: Asked, call: Call) {
  const scripted = await scriptedReply(parts, target, saidIn(conversation), asked, call);
  if (scripted?.stream) throw new NotEmulatedError("Outcrop does not emulate the pace of a scripted answer to speech.");
  const draft = scripted && draftOf(scripted, conversation, call.random.fork("scripted"));
  return alter(compose(conversation, target.model, { seed: parts.seed, draft }), call);
}
