import { GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { ask, control, firstOf, once, orApology, patiently, runtime } from "./kit.mjs";

const US = "us.amazon.nova-lite-v1:0";
const OTHER = "us.amazon.nova-micro-v1:0";
const CHAT = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/chatprofile1";
const questions = ["What is granite?", "What is basalt?", "What is marble?", "What is slate?"];

async function each(answer) {
  const answers = [];
  for (const question of questions) answers.push(await orApology(answer(question)));
  return answers;
}

export const capacity = {
  "requests-per-minute": {
    good: (world) => each((question) => patiently(() => ask(once(world), US, question), world)),
    bad: (world) => each((question) => ask(once(world), US, question)),
  },
  "tokens-per-minute": {
    // An answer needs 300 tokens at most, so no more are asked for: what is asked for is taken of the quota at once.
    good: (world) => each((question) => ask(once(world), US, question, { maxTokens: 300 })),
    bad: (world) => each((question) => ask(once(world), US, question, { maxTokens: 4_000 })),
  },
  "tokens-per-day": {
    // A day is too long to wait: another model answers for the rest of it.
    good: (world) =>
      each((question) =>
        firstOf(
          () => ask(once(world), US, question),
          () => ask(once(world), OTHER, question),
        ),
      ),
    bad: (world) => each((question) => patiently(() => ask(once(world), US, question), { ...world, attempts: 3 })),
  },
  "retry-storm": {
    // The SDK's own three attempts, and no loop around them.
    good: (world) =>
      orApology(
        firstOf(
          () => ask(runtime(world), US, questions[0]),
          () => ask(runtime(world), OTHER, questions[0]),
        ),
      ),
    bad: (world) =>
      orApology(patiently(() => ask(runtime(world), US, questions[0]), { sleep: world.sleep, attempts: 3 })),
  },
  "cold-start": {
    good: (world) => orApology(ask(runtime(world), US, questions[0])),
    bad: (world) => orApology(ask(once(world), US, questions[0])),
  },
  "get-profile-throttled": {
    async good(world) {
      const known = await modelOf(world);
      return each(async (question) => `${known}: ${await ask(once(world), CHAT, question)}`);
    },
    bad: (world) => each(async (question) => `${await modelOf(world)}: ${await ask(once(world), CHAT, question)}`),
  },
  "cost-budget": {
    good: (world) =>
      each((question) => ask(once(world), CHAT, question, { maxTokens: 60, requestMetadata: { feature: "chat" } })),
    bad: (world) => each((question) => ask(once(world), US, question, { maxTokens: 2_000 })),
  },
};

/** The foundation model behind the profile. */
async function modelOf(world) {
  const { models } = await control(world).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: CHAT }));
  return models[0].modelArn.split("/")[1];
}
