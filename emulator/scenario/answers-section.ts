import { z } from "zod";
import type { ReplyFunction } from "../answers/rule.ts";
import { callCondition, ordinal, textCondition } from "./call-condition.ts";
import { about, oneOrMany } from "./common.ts";

const text = z.union([z.string(), textCondition], { error: "this is a text, or one of contains, equals and matches" });
const record = z.record(z.string(), z.string());

const when = z
  .strictObject({
    ...callCondition,
    family: oneOrMany
      .optional()
      .meta(about("The model's provider, as its id begins.", "anthropic", ["amazon", "meta"])),
    tags: record.optional().meta(about("Tags of the inference profile; `*` stands for any characters.", { team: "a" })),
    requestMetadata: record
      .optional()
      .meta(about("The request's metadata; `*` stands for any characters.", { feature: "chat" })),
    lastUserText: text
      .optional()
      .meta(about("What the user said last: the whole of it, or a condition.", "hello", { contains: "granite" })),
    systemText: text.optional().meta(about("The system prompt.", { contains: "geologist" })),
    toolResult: text.optional().meta(about("The results of tools in the last turn.", { contains: "sunny" })),
    turn: ordinal.optional().meta(about("The number of the user's turn, counted from 1.", 2)),
  })
  .meta(about("Which requests; all when absent. What is named must all be true.", { lastUserText: "hello" }));

/** As long may a wait between two chunks be: an hour. */
const milliseconds = z.number().min(0).max(3_600_000);

const stream = z.strictObject({
  chunkTokens: z
    .union([ordinal, z.array(ordinal).min(1)], { error: "this is a number of tokens, 1 or more, or a list of them" })
    .optional()
    .meta(about("How many tokens each delta carries: always as many, or these over and over.", 1, [1, 5])),
  timeToFirstTokenMs: milliseconds.optional().meta(about("Milliseconds before the first event.", 300)),
  tokensPerSecond: z.number().min(0.1).optional().meta(about("How fast tokens come after that.", 20)),
  perChunkMs: milliseconds.optional().meta(about("Milliseconds before every event but the first.", 50)),
});

const toolCall = z.strictObject({
  name: z.string().min(1).max(64).meta(about("The tool's name.", "get_weather")),
  input: z
    .unknown()
    .optional()
    .meta(about("Its input; made to satisfy the tool's schema when absent.", { city: "Rome" })),
  id: z
    .string()
    .regex(/^[a-zA-Z0-9_.:-]{1,64}$/, "an id is 1 to 64 letters, digits and _ . : -")
    .optional()
    .meta(about("The id of the use; made up when absent.", "tooluse_1")),
});

const written = z.strictObject({
  reasoning: z.string().optional().meta(about("What the model thinks before it speaks.", "The user likes rocks.")),
  text: z
    .string()
    .optional()
    .meta(
      about(
        "What the model says. `{{lastUserText}}`, `{{call}}`, `{{tags.team}}` and others are filled in.",
        "You said: {{lastUserText}}",
      ),
    ),
  json: z
    .unknown()
    .optional()
    .meta(about("The text is this value, written as JSON.", { rock: "granite" })),
  toolCalls: z
    .array(toolCall)
    .min(1)
    .optional()
    .meta(about("Tools that the model asks for.", [{ name: "get_weather", input: { city: "Rome" } }])),
  stopReason: z.string().optional().meta(about("Why the answer ends, in the words of Converse.", "max_tokens")),
  body: z
    .unknown()
    .optional()
    .meta(about("The body that InvokeModel answers, as it is.", { content: [{ type: "text", text: "Granite." }] })),
  chunks: z
    .array(z.unknown())
    .min(1)
    .optional()
    .meta(about("The chunks that InvokeModelWithResponseStream answers, as they are.", [{ type: "message_start" }])),
  error: z.string().optional().meta(about("The exception that is answered instead.", "ThrottlingException")),
  message: z.string().optional().meta(about("The exception's message; AWS's when absent.", "Slow down, please.")),
  stream: stream.optional().meta(about("How a stream hands the answer out.", { chunkTokens: 1, perChunkMs: 50 })),
});

/** A function can stand only in a scenario that is an object of JavaScript. */
export const made = z.custom<ReplyFunction>((value) => typeof value === "function");

const reply = z.union([written, made]).meta({ id: "reply" });

/** What the model says. Whether an operation can say it so is checked when the rules are compiled. */
export const answers = z
  .array(
    z.strictObject({
      when: when.optional(),
      then: z
        .union([reply, z.array(reply).min(1)])
        .meta(
          about(
            "What is said: the same each time, or one after the other, the last of them for all that follow.",
            { text: "Granite is an igneous rock." },
            [{ error: "ThrottlingException" }, { text: "Granite." }],
          ),
        ),
      times: ordinal.optional().meta(about("After so many times the rule is used up; never when absent.", 1)),
    }),
  )
  .meta(
    about("What the model says. The first rule that matches is the one; without any it answers by itself.", [
      { when: { lastUserText: { contains: "granite" } }, then: { text: "Granite is an igneous rock." } },
    ]),
  );
