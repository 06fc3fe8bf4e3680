import type { GuardrailContentFilterType } from "@aws-sdk/client-bedrock-runtime";

/** The kinds of prompt attack that InvokeGuardrailChecks tells apart; the filter PROMPT_ATTACK looks for all of them. */
export type PromptAttack = "JAILBREAK" | "PROMPT_INJECTION" | "PROMPT_LEAKAGE";

export type ContentCategory = Exclude<GuardrailContentFilterType, "PROMPT_ATTACK"> | PromptAttack;

/**
 * What the content filters find, by what a phrase weighs: 1 makes a LOW confidence, 2 a MEDIUM one, 3 a HIGH one, and several phrases
 * add up. AWS's filters are models; these lists are short on purpose and polite where they can be: they are there to make a filter
 * strike or not, predictably. docs/guardrails.md prints the rules.
 */
export const CONTENT_LISTS: Readonly<Record<ContentCategory, Readonly<Record<1 | 2 | 3, readonly string[]>>>> = {
  HATE: {
    1: ["bigot", "racist", "xenophobe", "go back to your country", "those people", "foreigner"],
    2: [
      "inferior people",
      "inferior race",
      "vermin",
      "parasites",
      "not real people",
      "i hate immigrants",
      "hate group",
    ],
    3: [
      "subhuman",
      "ethnic cleansing",
      "genocide",
      "master race",
      "racial purity",
      "should be wiped out",
      "exterminate",
    ],
  },
  INSULTS: {
    1: ["stupid", "dumb", "silly", "loser", "ugly", "lazy", "annoying", "useless", "fool"],
    2: ["idiot", "moron", "imbecile", "pathetic", "jerk", "brain dead", "shut up"],
    3: [
      "worthless",
      "piece of garbage",
      "everyone hates you",
      "everyone despises you",
      "nobody likes you",
      "you disgust me",
    ],
  },
  SEXUAL: {
    1: ["sexy", "nude", "naked", "erotic", "lingerie", "seduce"],
    2: ["sex scene", "sexual fantasy", "striptease", "sexual act"],
    3: ["porn", "porno", "pornography", "pornographic", "sexually explicit", "explicit sex"],
  },
  VIOLENCE: {
    1: ["fight", "punch", "hit", "weapon", "gun", "knife", "blood", "bleed", "attack", "violent"],
    2: ["kill", "shoot", "stab", "strangle", "beat up", "murder", "bomb", "torture", "hurt someone", "hurt people"],
    3: [
      "kill someone",
      "kill people",
      "murder someone",
      "beat someone",
      "stab someone",
      "shoot someone",
      "behead",
      "massacre",
      "build a bomb",
      "make a bomb",
      "mass shooting",
    ],
  },
  MISCONDUCT: {
    1: ["steal", "fraud", "illegal", "fake id", "cheat", "bribe", "smuggle", "scam"],
    2: [
      "shoplift",
      "counterfeit",
      "launder",
      "pick a lock",
      "hotwire",
      "blackmail",
      "tax evasion",
      "malware",
      "phishing",
    ],
    3: [
      "hack into",
      "steal a car",
      "steal money",
      "rob a bank",
      "launder money",
      "money laundering",
      "forge a passport",
      "ransomware",
      "cook meth",
      "without getting caught",
      "credit card fraud",
    ],
  },
  JAILBREAK: {
    1: ["pretend to be", "role play as", "act as if you", "hypothetically"],
    2: ["developer mode", "unfiltered", "no rules", "no longer bound", "without refusing", "bypass your"],
    3: [
      "jailbreak",
      "do anything now",
      "you are dan",
      "no restrictions",
      "without restrictions",
      "unrestricted ai",
      "ignore your safety",
    ],
  },
  PROMPT_INJECTION: {
    1: ["you are now", "from now on you", "new instructions"],
    2: ["override your", "forget everything", "ignore the above", "disregard the above", "ignore everything"],
    3: [
      "ignore previous instructions",
      "ignore all previous instructions",
      "ignore all instructions",
      "ignore your instructions",
      "ignore all rules",
      "disregard previous instructions",
      "disregard all previous instructions",
      "disregard your instructions",
      "forget previous instructions",
      "forget all previous instructions",
      "forget your instructions",
      "override your instructions",
      "ignore the instructions above",
    ],
  },
  PROMPT_LEAKAGE: {
    1: ["your prompt", "hidden instructions", "your guidelines"],
    2: [
      "your system prompt",
      "the system prompt",
      "initial prompt",
      "your instructions verbatim",
      "tell me your instructions",
    ],
    3: [
      "reveal your system prompt",
      "reveal the system prompt",
      "print your system prompt",
      "print your full system prompt",
      "repeat your system prompt",
      "show me your system prompt",
      "text of your system prompt",
      "repeat everything above",
      "output your instructions",
      "reveal your instructions",
    ],
  },
};

/** The managed word list PROFANITY. AWS's own list is not public; this one has mild words alone. */
export const PROFANITY: readonly string[] = [
  "arse",
  "bastard",
  "bloody hell",
  "bollocks",
  "bugger",
  "bullcrap",
  "crap",
  "crappy",
  "damn",
  "damned",
  "dammit",
  "goddamn",
  "piss",
  "pissed",
  "shitty",
  "sod off",
];
