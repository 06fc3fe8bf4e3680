import { DeleteInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { ask, control, firstOf, once, orApology, patiently, read } from "./kit.mjs";

const US = "us.amazon.nova-lite-v1:0";
const OTHER = "us.amazon.nova-micro-v1:0";
const MODEL = "amazon.nova-lite-v1:0";
const CHAT = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/chatprofile1";
const QUESTION = "What is granite?";

const again = { attempts: 3, isWorthIt: () => true };

export const outages = {
  "region-outage": {
    good: (world) =>
      orApology(
        firstOf(
          () => ask(once(world), MODEL, QUESTION),
          () => ask(once(world), US, QUESTION),
        ),
      ),
    bad: (world) => orApology(ask(once(world), MODEL, QUESTION)),
  },
  "brown-out": {
    good: (world) =>
      orApology(
        firstOf(
          () => ask(once(world), US, QUESTION, { signal: world.deadline(2_000) }),
          () => ask(once(world), OTHER, QUESTION),
        ),
      ),
    bad: (world) => orApology(ask(once(world), US, QUESTION, { signal: world.deadline(60_000) })),
  },
  "mid-stream-error": {
    good: (world) => orApology(patiently(() => read(once(world), US, QUESTION), { ...world, ...again })),
    bad: (world) => orApology(read(once(world), US, QUESTION)),
  },
  "truncated-stream": {
    good: (world) => orApology(patiently(() => read(once(world), US, QUESTION), { ...world, ...again })),
    bad: (world) => orApology(read(once(world), US, QUESTION)),
  },
  "stalled-stream": {
    good: (world) =>
      orApology(
        patiently(() => read(once(world), US, QUESTION, { signal: world.deadline(10_000) }), { ...world, ...again }),
      ),
    bad: (world) => orApology(read(once(world), US, QUESTION, { signal: world.deadline(600_000) })),
  },
  "model-end-of-life": {
    good: (world) =>
      orApology(
        firstOf(
          () => ask(once(world), "us.anthropic.claude-3-haiku-20240307-v1:0", QUESTION),
          () => ask(once(world), "us.anthropic.claude-haiku-4-5-20251001-v1:0", QUESTION),
        ),
      ),
    bad: (world) =>
      orApology(
        patiently(() => ask(once(world), "us.anthropic.claude-3-haiku-20240307-v1:0", QUESTION), {
          ...world,
          ...again,
        }),
      ),
  },
  "profile-deleted": {
    good: (world) =>
      underWay(world, () =>
        firstOf(
          () => ask(once(world), CHAT, QUESTION),
          () => ask(once(world), US, QUESTION),
        ),
      ),
    bad: (world) => underWay(world, () => ask(once(world), CHAT, QUESTION)),
  },
};

/** Answers once, and once more after a colleague has deleted the profile. */
async function underWay(world, answer) {
  const before = await orApology(answer());
  await control(world).send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: CHAT }));
  return [before, await orApology(answer())];
}
