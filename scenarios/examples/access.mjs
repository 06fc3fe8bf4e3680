import { ask, firstOf, once, orApology, patiently } from "./kit.mjs";

const US = "us.amazon.nova-lite-v1:0";
const EU = "eu.amazon.nova-lite-v1:0";
const MODEL = "amazon.nova-lite-v1:0";
const QUESTION = "What is granite?";
const stubborn = { attempts: 3, isWorthIt: () => true };

/** A denial stays one: fall back at once to the model in the app's own Region. */
const fallsBack = (first, then, region) => (world) => {
  const client = once(world, region && { region });
  return orApology(
    firstOf(
      () => ask(client, first, QUESTION),
      () => ask(client, then, QUESTION),
    ),
  );
};
/** Takes a denial for an accident and asks again. */
const asksAgain = (modelId, region) => (world) => {
  const client = once(world, region && { region });
  return orApology(patiently(() => ask(client, modelId, QUESTION), { ...world, ...stubborn }));
};

export const access = {
  "scp-blocks-one-destination": { good: fallsBack(US, MODEL), bad: asksAgain(US) },
  "control-tower-region-deny": { good: fallsBack(EU, MODEL, "eu-north-1"), bad: asksAgain(EU, "eu-north-1") },
  "policy-names-one-region": { good: fallsBack(US, MODEL), bad: asksAgain(US) },
  "global-profile-denied": {
    good: fallsBack("global.amazon.nova-2-lite-v1:0", "us.amazon.nova-2-lite-v1:0"),
    bad: asksAgain("global.amazon.nova-2-lite-v1:0"),
  },
  "opt-in-region": {
    good: (world) =>
      orApology(
        firstOf(
          () => ask(once(world, { region: "eu-south-1" }), EU, QUESTION),
          () => ask(once(world, { region: "eu-central-1" }), EU, QUESTION),
        ),
      ),
    bad: asksAgain(EU, "eu-south-1"),
  },
  "on-demand-not-supported": {
    good: fallsBack("anthropic.claude-sonnet-4-5-20250929-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    bad: asksAgain("anthropic.claude-sonnet-4-5-20250929-v1:0"),
  },
  "access-not-granted": {
    good: fallsBack("us.anthropic.claude-sonnet-4-5-20250929-v1:0", US),
    bad: asksAgain("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
  },
  "tag-based-access": {
    good: (world) => orApology(ask(once(world), profile("teamaprofile"), QUESTION)),
    bad: (world) => orApology(ask(once(world), profile("teambprofile"), QUESTION)),
  },
  "expired-credentials": {
    good: (world) =>
      orApology(
        firstOf(
          () => ask(once(world, keys("ASIAMORNING000000001")), US, QUESTION),
          // What a credential provider does when its credentials have expired: it gets new ones.
          () => ask(once(world, keys("ASIAEVENING000000001")), US, QUESTION),
        ),
      ),
    bad: (world) =>
      orApology(
        patiently(() => ask(once(world, keys("ASIAMORNING000000001")), US, QUESTION), { ...world, ...stubborn }),
      ),
  },
};

const profile = (id) => `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`;
const keys = (accessKeyId) => ({
  credentials: { accessKeyId, secretAccessKey: "outcrop", sessionToken: "a-session-token" },
});
