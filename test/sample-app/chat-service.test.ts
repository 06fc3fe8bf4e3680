import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readScenarioFiles } from "../../emulator/command/read-scenarios.ts";
import { createEmulator, type Scenario } from "../../emulator/index.ts";
import { ChatService } from "./chat-service.ts";

const file = fileURLToPath(new URL("chat.yaml", import.meta.url));
const { scenario: base } = await readScenarioFiles([file], {});

const arn = (id: string) => `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`;

type Faults = NonNullable<Scenario["faults"]>;
type Expectations = NonNullable<Scenario["expect"]>;

/** A world beyond what chat.yaml says, and what the service is asked in it. */
interface World {
  readonly faults?: Faults;
  readonly answers?: NonNullable<Scenario["answers"]>;
  readonly expect?: Expectations;
  readonly use: (service: ChatService) => Promise<unknown>;
}

async function reportOf({ use, faults, answers, expect: more = [] }: World, Service: typeof ChatService) {
  const scenario: Scenario = {
    ...base,
    ...(faults && { faults }),
    ...(answers && { answers }),
    expect: [...(base.expect ?? []), ...more],
  };
  await using emulator = createEmulator({ scenario });
  const service = new Service({
    client: {
      region: "us-east-1",
      credentials: { accessKeyId: "123456789012", secretAccessKey: "x" },
      requestHandler: emulator.requestHandler(),
    },
    profiles: [arn("chatprofile1"), arn("chatprofile2")],
    feature: "chat",
  });
  const said = await use(service).catch((error: Error) => error.name);
  const { ok, expectations } = emulator.verification;
  return { ok, said, broken: expectations.filter((one) => !one.ok).map(({ name, message }) => `${name}: ${message}`) };
}

const ask = (service: ChatService) => service.ask("What is granite?");

const worlds = {
  "a moment of overload": {
    faults: [{ when: { profile: "chat", call: [1, 2] }, then: { error: "ServiceUnavailableException" } }],
    expect: [{ name: "tries again", retries: { of: { profile: "chat" }, attemptsAtLeast: 3, attemptsAtMost: 3 } }],
    use: ask,
  },
  "a profile that fails": {
    faults: [{ when: { profile: "chat" }, then: { error: "AccessDeniedException" } }],
    expect: [{ name: "falls back", fallback: { from: { profile: "chat" }, to: { profile: "chat-spare" } } }],
    use: ask,
  },
  "a quiet day": { use: ask },
  "a stream that breaks": {
    faults: [
      {
        when: { operation: "ConverseStream", call: 1 },
        then: { exceptionAfterEvents: 3, error: "modelStreamErrorException" },
      },
    ],
    expect: [{ name: "asks again", calls: { operation: "ConverseStream", times: 2 } }],
    use: (service) => service.stream("What is granite?"),
  },
  "a model that wants to know the weather": {
    answers: [
      { when: { toolResult: { contains: "Sunny" } }, then: { text: "It is sunny in Rome." } },
      { then: { toolCalls: [{ name: "get_weather", input: { city: "Rome" } }] } },
    ],
    use: (service) => service.ask("How is the weather in Rome?"),
  },
  "a user who gives an address away": { use: (service) => service.ask("Write to jane.doe@example.com, please.") },
} satisfies Readonly<Record<string, World>>;

test.each(Object.entries(worlds))("in %s the service does all that is expected", async (_, world: World) => {
  const { ok, said, broken } = await reportOf(world, ChatService);
  expect(broken).toEqual([]);
  expect(ok).toBe(true);
  expect(said).toMatch(/ /);
});

class WithoutRetries extends ChatService {
  protected override attempts() {
    return 1;
  }
}
class WithoutFallback extends ChatService {
  protected override profiles() {
    return this.settings.profiles.slice(0, 1);
  }
}
class WithBareModel extends ChatService {
  protected override profiles() {
    return ["amazon.nova-lite-v1:0"];
  }
}
class WithoutLabels extends ChatService {
  protected override labels() {
    return {};
  }
}
class ContentWithHalf extends ChatService {
  protected override isFineWith() {
    return true;
  }
}
class WithoutTools extends ChatService {
  protected override usesTools() {
    return false;
  }
}
class Talkative extends ChatService {
  protected override withoutPersonalData(text: string) {
    return text;
  }
}

const mistakes: readonly [string, keyof typeof worlds, typeof ChatService, readonly string[]][] = [
  [
    "does not retry",
    "a moment of overload",
    WithoutRetries,
    ["tries again: a call was given up after 1 attempt, at least 3 expected"],
  ],
  [
    "does not fall back",
    "a profile that fails",
    WithoutFallback,
    ["falls back: a request failed and nothing came after it"],
  ],
  [
    "calls a bare model",
    "a quiet day",
    WithBareModel,
    [
      "calls through profiles only: amazon.nova-lite-v1:0 was called without a profile",
      "its cost can be told: amazon.nova-lite-v1:0 has no tag team",
    ],
  ],
  [
    "does not say what requests are for",
    "a quiet day",
    WithoutLabels,
    ["says what requests are for: a request has no metadata feature"],
  ],
  [
    "shows half an answer as if it were whole",
    "a stream that breaks",
    ContentWithHalf,
    ["asks again: 1 such request, expected 2"],
  ],
  [
    "leaves a tool unanswered",
    "a model that wants to know the weather",
    WithoutTools,
    ["answers tools: 1 use of tools without a result"],
  ],
  [
    "hands personal data on",
    "a user who gives an address away",
    Talkative,
    ["keeps personal data to itself: a prompt holds personal data (email)"],
  ],
];

describe("a service with a mistake is found out, and the report says why", () => {
  test.each(mistakes)("one that %s, in %s", async (_, name, Service, words) => {
    const { ok, broken } = await reportOf(worlds[name], Service);
    expect(ok).toBe(false);
    expect(broken).toEqual(words);
  });

  // What is wrong with every request is found out in every world.
  const rare = mistakes.filter(([, world]) => world !== "a quiet day");
  test.each(rare)("one that %s fails in %s alone", async (_, name, Service) => {
    for (const other of Object.keys(worlds) as (keyof typeof worlds)[]) {
      if (other === name) continue;
      expect((await reportOf(worlds[other], Service)).broken, other).toEqual([]);
    }
  });
});
