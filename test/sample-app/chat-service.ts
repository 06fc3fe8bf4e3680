import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
  ConverseStreamCommand,
  type Message,
  type ToolConfiguration,
} from "@aws-sdk/client-bedrock-runtime";

/** A profile to answer with, and whose turn it is when it cannot. */
export interface ChatSettings {
  readonly client: BedrockRuntimeClientConfig;
  /** Inference profiles, the best one first. */
  readonly profiles: readonly string[];
  /** What requests are for, so that their cost can be told. */
  readonly feature: string;
}

const weatherTool: ToolConfiguration = {
  tools: [
    {
      toolSpec: {
        name: "get_weather",
        description: "The weather in a city.",
        inputSchema: { json: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
      },
    },
  ],
};

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** So often may a stream begin anew, and so often may a model ask for tools. */
const MOST_ROUNDS = 3;

/**
 * A small chat service as an app team would write it with the AWS SDK alone: it retries with the SDK's back-off, falls back from one
 * profile to the next, streams, uses a tool, has its cost told by tags and metadata, and keeps addresses out of prompts.
 * The methods are `protected` where the tests put a mistake in their place.
 */
export class ChatService {
  readonly #client: BedrockRuntimeClient;
  protected readonly settings: ChatSettings;

  constructor(settings: ChatSettings) {
    this.settings = settings;
    this.#client = new BedrockRuntimeClient({ ...settings.client, maxAttempts: this.attempts() });
  }

  /** The answer to a question, as a whole. */
  async ask(question: string): Promise<string> {
    const messages: Message[] = [{ role: "user", content: [{ text: this.withoutPersonalData(question) }] }];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { output, stopReason } = await this.converse({ messages, toolConfig: weatherTool });
      const answer = output?.message;
      if (!answer) throw new Error("the model said nothing");
      if (stopReason !== "tool_use" || !this.usesTools()) return textOf(answer);
      messages.push(answer, { role: "user", content: resultsFor(answer) });
    }
    throw new Error("the model asks for tools without end");
  }

  /** The answer from a stream; one that breaks begins anew. */
  async stream(question: string): Promise<string> {
    const messages: Message[] = [{ role: "user", content: [{ text: this.withoutPersonalData(question) }] }];
    let last: unknown;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let answer = "";
      try {
        const { stream = [] } = await this.#client.send(
          new ConverseStreamCommand({ ...this.labels(), modelId: this.profiles()[0], messages }),
        );
        for await (const event of stream) {
          answer += event.contentBlockDelta?.delta?.text ?? "";
          if (event.messageStop) return answer;
        }
        throw new Error("the stream ended before the message did");
      } catch (error) {
        last = error;
        if (this.isFineWith(answer)) return answer;
      }
    }
    throw last;
  }

  private async converse(input: Omit<ConverseCommandInput, "modelId">): Promise<ConverseCommandOutput> {
    let last: unknown;
    for (const modelId of this.profiles()) {
      try {
        return await this.#client.send(new ConverseCommand({ ...this.labels(), ...input, modelId }));
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  protected attempts(): number {
    return 3;
  }

  protected profiles(): readonly string[] {
    return this.settings.profiles;
  }

  protected labels(): Pick<ConverseCommandInput, "requestMetadata"> {
    return { requestMetadata: { feature: this.settings.feature } };
  }

  protected withoutPersonalData(text: string): string {
    return text.replaceAll(EMAIL, "[address]");
  }

  protected usesTools(): boolean {
    return true;
  }

  /** Whether an answer that broke off is shown as it is. */
  protected isFineWith(_half: string): boolean {
    return false;
  }
}

const textOf = ({ content = [] }: Message) => content.map(({ text = "" }) => text).join("");

/** What the tools say to all that the model asks of them. */
const resultsFor = ({ content = [] }: Message): NonNullable<Message["content"]> =>
  content.flatMap(({ toolUse }) =>
    toolUse ? [{ toolResult: { toolUseId: toolUse.toolUseId, content: [{ text: "Sunny, 24 degrees." }] } }] : [],
  );
