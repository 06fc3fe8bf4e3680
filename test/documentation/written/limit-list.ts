/** A limit: what it is of, the constant that it stands in (`FILE NAME`, or `FILE NAME.MEMBER`), its unit, and what happens beyond it. */
export type Limit = readonly [
  about: string,
  constant: string,
  unit: "" | "bytes" | "ms" | "characters",
  beyond: string,
];

const inDoors = "emulator/doors/limits.ts defaultDoorLimits";

/** All limits that a user can meet, in the order of the page. */
export const limitGroups: readonly { readonly title: string; readonly rows: readonly Limit[] }[] = [
  {
    title: "Requests and connections",
    rows: [
      ["a body, as it is sent and unpacked", `${inDoors}.bodyBytes`, "bytes", "413"],
      ["nesting of JSON", "emulator/json-depth.ts DEEPEST_JSON", "", "400, as AWS"],
      [
        "one message of an event stream that is sent",
        "emulator/protocol/event-messages.ts LONGEST_MESSAGE",
        "bytes",
        "an exception in the stream, as AWS",
      ],
      ["until a connection has sent the headers of a request", `${inDoors}.silenceMs`, "ms", "it is closed"],
      ["a connection without a request", `${inDoors}.idleMs`, "ms", "it is closed"],
      ["sending on after an early refusal", `${inDoors}.lingerMs`, "ms", "the connection is cut"],
      [
        "requests that still run when the emulator is told to end",
        `${inDoors}.closeGraceMs`,
        "ms",
        "their connections are cut",
      ],
      [
        "age of a signature, in the identity mode `verify`",
        "emulator/identity/verify-signature.ts SKEW_MS",
        "ms",
        "403, as AWS",
      ],
    ],
  },
  {
    title: "Scenarios",
    rows: [
      ["a scenario that is sent to the admin API", "emulator/admin/routes.ts LARGEST_BODY", "bytes", "413"],
      ["files of a folder", "emulator/scenario/folder.ts MOST_FILES", "", "the folder is refused"],
      [
        "values that YAML aliases stand for",
        "emulator/scenario/document.ts MOST_ALIASED_VALUES",
        "",
        "the file is refused",
      ],
      ["rules in `faults`", "emulator/faults/compile.ts RULES_LIMIT", "", "the scenario is refused"],
      ["rules in `answers`", "emulator/answers/compile.ts RULES_LIMIT", "", "the scenario is refused"],
      [
        "expectations in `expect`",
        "emulator/scenario/expect-section.ts MOST_EXPECTATIONS",
        "",
        "the scenario is refused",
      ],
      ["`steps`", "emulator/scenario/steps-section.ts MOST_STEPS", "", "the scenario is refused"],
      ["`windows` of a Region", "emulator/routing/settings.ts WINDOWS_LIMIT", "", "the scenario is refused"],
      ["calls that one rule names", "emulator/conditions/condition.ts CALLS_LIMIT", "", "the scenario is refused"],
      [
        "a regular expression",
        "emulator/conditions/text-condition.ts PATTERN_LIMIT",
        "characters",
        "the scenario is refused",
      ],
      ["one wait of a fault", "emulator/faults/kind.ts LONGEST_WAIT_MS", "ms", "the scenario is refused"],
      [
        "entries of the journal that `journal.limit` may ask for",
        "emulator/scenario/journal-section.ts MOST_ENTRIES",
        "",
        "the scenario is refused",
      ],
    ],
  },
  {
    title: "Sessions, journal and verification",
    rows: [
      ["sessions at a time", "emulator/sessions.ts SESSIONS_LIMIT", "", "501; 400 of the admin API"],
      [
        "entries of the journal, unless the scenario says otherwise",
        "emulator/settings/journal.ts JOURNAL_LIMIT",
        "",
        "the oldest go; `dropped` counts them",
      ],
      ["a text in an entry", "emulator/journal/entry.ts LONGEST_TEXT", "characters", "it is cut, with `…`"],
      [
        "decisions that a stream adds to its entry",
        "emulator/journal/entry.ts MOST_LATER_DECISIONS",
        "",
        "those after it are left out",
      ],
      [
        "a body that is kept, with `journal: { bodies: true }`",
        "emulator/journal/body-copy.ts BODY_CHARACTERS",
        "characters",
        "it is cut",
      ],
      ["all bodies that are kept", "emulator/journal/bodies.ts ALL_BODIES_CHARACTERS", "characters", "the oldest go"],
      [
        "a native body that is read for the journal",
        "emulator/journal/body-copy.ts LONGEST_NATIVE_BODY",
        "bytes",
        "it is not read as JSON",
      ],
      [
        "what the user said last, kept for `expect`",
        "emulator/verification/history.ts LONGEST_TEXT",
        "characters",
        "it is cut",
      ],
      [
        "results of tools of one prompt, kept for `expect`",
        "emulator/verification/history.ts MOST_RESULTS",
        "",
        "those after it are not looked at",
      ],
      [
        "open calls and uses of tools that `expect` follows",
        "emulator/verification/life-checks.ts CALLS_LIMIT",
        "",
        "the oldest are forgotten",
      ],
      [
        "requests that a verdict names",
        "emulator/verification/check.ts EVIDENCE_LIMIT",
        "",
        "those after it are not named",
      ],
      ["lines of the journal in the text of `verify`", "emulator/verify.ts MOST_LINES", "", "the oldest are left out"],
    ],
  },
  {
    title: "Resources, of an account in a Region",
    rows: [
      [
        "application inference profiles, unless `quotas.applicationProfilesPerRegion` says otherwise",
        "emulator/settings/settings.ts DEFAULT_PROFILE_QUOTA",
        "",
        "400, as AWS",
      ],
      ["guardrails", "emulator/operations/bedrock/create-guardrail.ts MOST_GUARDRAILS", "", "400, as AWS"],
      [
        "versions of a guardrail",
        "emulator/operations/bedrock/create-guardrail-version.ts MOST_VERSIONS",
        "",
        "400, as AWS",
      ],
      [
        "prompt routers",
        "emulator/operations/bedrock/create-prompt-router.ts MOST_ROUTERS",
        "",
        "400; AWS's own number is not known",
      ],
      ["tags of a resource", "emulator/operations/bedrock/profile-tags.ts MOST_TAGS", "", "400, as AWS"],
      [
        "client tokens that are remembered",
        "emulator/state/client-tokens.ts MOST_TOKENS",
        "",
        "the oldest are forgotten",
      ],
      [
        "how long a client token is remembered",
        "emulator/operations/bedrock/client-token.ts TOKEN_LIFE_MS",
        "ms",
        "it is as good as new",
      ],
      [
        "entries of the prompt cache, of all accounts",
        "emulator/caching/prompt-cache.ts ENTRIES_MAX",
        "",
        "the oldest are forgotten",
      ],
    ],
  },
  {
    title: "Jobs and their files",
    rows: [
      [
        "batch jobs that are not done",
        "emulator/operations/bedrock/create-model-invocation-job.ts MOST_UNFINISHED",
        "",
        "400; AWS's quotas differ from model to model",
      ],
      [
        "asynchronous invocations of a model that are not done, in the quota mode `off`",
        "emulator/quotas/concurrent-invocations.ts MOST",
        "",
        "400",
      ],
      [
        "jobs of one kind that are remembered",
        "emulator/state/job-records.ts MOST_JOBS",
        "",
        "the oldest that have ended are forgotten",
      ],
      [
        "records of a batch job, at least",
        "emulator/operations/bedrock/invocation-job-input.ts FEWEST_RECORDS",
        "",
        "the job fails, as on AWS",
      ],
      [
        "records of a batch job",
        "emulator/operations/bedrock/invocation-job-input.ts MOST_RECORDS",
        "",
        "the job fails",
      ],
      [
        "files of a batch job together",
        "emulator/operations/bedrock/invocation-job-input.ts MOST_BYTES",
        "bytes",
        "the job fails; AWS takes 5 GB",
      ],
      ["a file that is put to `/_outcrop/outputs`", "emulator/admin/output-routes.ts LARGEST_FILE", "bytes", "413"],
      [
        "a file in memory",
        "emulator/state/memory-objects.ts LARGEST_OBJECT_BYTES",
        "bytes",
        "it is refused; `output` can send it elsewhere",
      ],
      [
        "all files in memory",
        "emulator/state/memory-objects.ts LARGEST_SUM_BYTES",
        "bytes",
        "the oldest go; `dropped` counts them",
      ],
      ["files below one prefix, in a folder", "emulator/doors/folder-objects.ts MOST_LISTED", "", "the job fails"],
      ["files below one prefix, at an S3 endpoint", "emulator/doors/s3-objects.ts MOST_LISTED", "", "the job fails"],
      ["an answer of the S3 endpoint", "emulator/doors/s3-objects.ts PATIENCE_MS", "ms", "the job fails"],
    ],
  },
  {
    title: "Policies",
    rows: [
      [
        "a service control policy",
        "emulator/access/policy-grammar.ts CHARACTERS_MAX.service control policy",
        "characters",
        "the scenario is refused, as AWS would",
      ],
      [
        "an identity-based policy",
        "emulator/access/policy-grammar.ts CHARACTERS_MAX.identity-based policy",
        "characters",
        "the scenario is refused, as AWS would",
      ],
      [
        "a permissions boundary",
        "emulator/access/policy-grammar.ts CHARACTERS_MAX.permissions boundary",
        "characters",
        "the scenario is refused, as AWS would",
      ],
      [
        "a session policy",
        "emulator/access/policy-grammar.ts CHARACTERS_MAX.session policy",
        "characters",
        "the scenario is refused, as AWS would",
      ],
    ],
  },
  {
    title: "JSON Schemas of tools and structured output",
    rows: [
      ["work for one schema and its value, in steps", "emulator/generation/json/document.ts MOST_STEPS", "", "501"],
      ["schemas within a schema", "emulator/generation/json/problems.ts MOST_SCHEMAS", "", "501"],
      ["nesting of a schema", "emulator/generation/json/problems.ts DEEPEST_SCHEMA", "", "501"],
      [
        "schemas that apply to one value through each other",
        "emulator/generation/json/problems.ts LONGEST_CHAIN",
        "",
        "501",
      ],
      ["items that a list must have", "emulator/generation/json/problems.ts MOST_REQUIRED_ITEMS", "", "501"],
      ["characters that a text must have", "emulator/generation/json/problems.ts LONGEST_REQUIRED_TEXT", "", "501"],
      ["a `pattern`", "emulator/generation/json/pattern.ts LONGEST_PATTERN", "characters", "501"],
    ],
  },
  {
    title: "Guardrails",
    rows: [
      ["text units of one assessment", "emulator/guardrails/limits.ts MOST_TEXT_UNITS", "", "400, as AWS"],
      ["a text unit", "emulator/guardrails/usage.ts CHARACTERS_PER_UNIT", "characters", "the next one begins"],
      [
        "findings of InvokeGuardrailChecks",
        "emulator/guardrails/checks.ts MOST_FINDINGS",
        "",
        "those after it are not told, as on AWS",
      ],
      ["times that a regex repeats", "emulator/guardrails/regex/parse.ts MOST_REPEATS", "", "501"],
      ["instructions of one regex", "emulator/guardrails/regex/program.ts MOST_INSTRUCTIONS", "", "501"],
    ],
  },
  {
    title: "Speech",
    rows: [
      [
        "a session",
        "emulator/operations/bedrock-runtime/speech-stream.ts LONGEST_SESSION_MS",
        "ms",
        "an exception in the stream, as AWS",
      ],
      [
        "without audio, words or results, within a prompt",
        "emulator/operations/bedrock-runtime/speech-stream.ts AUDIO_GAP_MS",
        "ms",
        "an exception in the stream, as AWS",
      ],
      [
        "without any event, outside of a prompt",
        "emulator/operations/bedrock-runtime/speech-stream.ts EVENTS_GAP_MS",
        "ms",
        "an exception in the stream, as AWS",
      ],
      [
        "contents of a session",
        "emulator/generation/speech/contents.ts MOST_CONTENTS",
        "",
        "an exception in the stream",
      ],
      [
        "words of a session",
        "emulator/generation/speech/contents.ts MOST_CHARACTERS",
        "characters",
        "an exception in the stream",
      ],
    ],
  },
  {
    title: "`outcrop record`",
    rows: [
      [
        "calls of a recording",
        "contracts/recorder/recording.ts MOST_CALLS",
        "",
        "those after it are left out, and told",
      ],
      [
        "all answers of a recording",
        "contracts/recorder/recording.ts MOST_BYTES",
        "bytes",
        "those after it are left out, and told",
      ],
      [
        "different requests that are left out",
        "contracts/recorder/recording.ts MOST_OMISSIONS",
        "",
        "further ones are told together",
      ],
      ["one answer", "contracts/recorder/proxy.ts LONGEST_ANSWER_BYTES", "bytes", "it is left out, and told"],
    ],
  },
  {
    title: "`outcrop replay`",
    rows: [
      ["an answer of an emulator", "contracts/runner/worlds.ts TIMEOUT_MS", "ms", "the step fails"],
      ["an answer of AWS", "contracts/runner/worlds.ts AWS_TIMEOUT_MS", "ms", "the step fails"],
      ["events of a stream", "contracts/runner/caller.ts MOST_EVENTS", "", "the step fails"],
      [
        "characters or items of `$repeat` and `$list`",
        "contracts/runner/inputs.ts MOST_REPEATED",
        "",
        "the file is refused",
      ],
    ],
  },
];

/**
 * What is named like a limit outside of `emulator/generation`, whose limits are those of single models, and stands on no page:
 * constants, by the reason.
 */
export const otherLimits: Readonly<Record<string, readonly string[]>> = {
  "how much of a value one message shows": ["contracts/runner/values.ts LONGEST_SHOWN"],
  "what is remembered to be faster, without effect on any answer": [
    "emulator/settings/principals.ts REMEMBERED_MAX",
    "emulator/access/evaluate.ts ACTIONS_REMEMBERED_MAX",
  ],
  "what no input can reach": [
    "emulator/access/smallest-change.ts STEPS_MAX",
    "emulator/clock.ts LONGEST_TIMER_MS",
    "emulator/protocol/match.ts MOST_SEGMENTS_AFTER_A_LABEL",
    "emulator/protocol/patterns.ts LONGEST_TEXT",
    "emulator/journal/body-copy.ts DEEPEST",
    "contracts/recorder/generalise.ts LONGEST_PATTERN",
    "contracts/recorder/proxy.ts LONGEST_PATH",
    "contracts/recorder/pacer.ts LONGEST_AT_ONCE_MS",
    "emulator/doors/folder-lock.ts LONGEST_SOCKET_PATH",
  ],
  "points of a rule that docs/prompt-routers.md tells": [
    "emulator/routing/prompt-difficulty.ts MOST_FOR_TASKS",
    "emulator/routing/prompt-difficulty.ts MOST_FOR_WORDS",
  ],
  "what is assumed of a model whose own is not known": [
    "emulator/operations/bedrock-runtime/inference.ts UNKNOWN_OUTPUT_LIMIT",
  ],
};
