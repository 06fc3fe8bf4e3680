import { expect, test } from "vitest";
import type { FoundationModel } from "../../../emulator/catalog/index.ts";
import { compose } from "../../../emulator/generation/compose.ts";
import {
  body,
  fable5,
  opus5,
  opus47,
  opus48,
  read,
  refusal,
  SIGNATURE,
  sonnet4,
  sonnet5,
  sonnet37,
  sonnet45,
  sonnet46,
  thinking,
  toolResult,
  toolUse,
  weather,
} from "./requests.ts";

const enabled = (budget_tokens = 1_024, rest = {}) => ({ thinking: { type: "enabled", budget_tokens, ...rest } });
const adaptive = (rest = {}) => ({ thinking: { type: "adaptive", ...rest } });
const disabled = { thinking: { type: "disabled" } };

const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown) => ({ role: "assistant", content });
const blocksOf = (model: FoundationModel, asked: unknown) =>
  compose(read(model, asked), model, { seed: 1 }).blocks.map((block) =>
    block.type === "reasoning" && block.text === "" ? "omitted" : block.type,
  );

test.each([sonnet37, sonnet4, sonnet45, sonnet46])("$modelId thinks first when thinking is enabled", (model) => {
  expect(blocksOf(model, body(enabled()))).toEqual(["reasoning", "text"]);
  expect(blocksOf(model, body())).toEqual(["text"]);
  expect(blocksOf(model, body(disabled))).toEqual(["text"]);
});

test.each([sonnet46, opus47, opus48, sonnet5, opus5, fable5])("$modelId thinks adaptively", (model) => {
  const first = model === sonnet46 ? "reasoning" : "omitted";
  expect(blocksOf(model, body(adaptive()))).toEqual([first, "text"]);
  expect(blocksOf(model, body(adaptive({ display: "summarized" })))).toEqual(["reasoning", "text"]);
  expect(blocksOf(model, body(adaptive({ display: "omitted" })))).toEqual(["omitted", "text"]);
  expect(blocksOf(model, body({ ...adaptive(), output_config: { effort: "low" } }))).toEqual(["text"]);
});

const long =
  "Compare how granite, basalt and obsidian form, and say which of them a builder should take for stairs in a cold and rainy town by the sea, and why.";

test("models from 5 on think unasked about what is not short, unless they are told not to", () => {
  for (const model of [sonnet5, opus5, fable5]) {
    expect(blocksOf(model, body({}, long))).toEqual(["omitted", "text"]);
    expect(blocksOf(model, body())).toEqual(["text"]);
  }
  expect(blocksOf(opus5, body(disabled, long))).toEqual(["text"]);
  expect(blocksOf(opus5, body({ output_config: { effort: "low" } }, long))).toEqual(["text"]);
  expect(blocksOf(opus48, body({}, long))).toEqual(["text"]);
});

const MANUAL = (type: string) =>
  `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`;

test.each([
  // https://github.com/earendil-works/pi/pull/7081, there behind Converse's prefix
  [opus47, enabled(), MANUAL("enabled")],
  [opus5, { thinking: { type: "enabled" } }, MANUAL("enabled")],
  [fable5, disabled, MANUAL("disabled")],
  [opus47, disabled, undefined],
  [sonnet45, adaptive(), "adaptive thinking is not supported on this model"],
  // https://github.com/danny-avila/LibreChat/issues/8346, there behind Converse's prefix
  [sonnet37, enabled(1_000), "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"],
  [sonnet45, { thinking: { type: "enabled" } }, "thinking.enabled.budget_tokens: Field required"],
  [
    sonnet45,
    enabled(4_096),
    "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size",
  ],
  [sonnet45, { ...enabled(4_096), tools: [weather], anthropic_beta: ["interleaved-thinking-2025-05-14"] }, undefined],
  [
    sonnet45,
    { thinking: { type: "on" } },
    "thinking: Input tag 'on' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'",
  ],
  [
    sonnet45,
    { thinking: { ...enabled().thinking, effort: "high" } },
    "thinking.enabled.effort: Extra inputs are not permitted",
  ],
  [
    opus5,
    { ...disabled, output_config: { effort: "max" } },
    expect.stringContaining("effort 'max' is not supported when thinking is disabled"),
  ],
  [opus5, { ...disabled, output_config: { effort: "high" } }, undefined],
  [sonnet46, adaptive({ display: "updates" }), "thinking.adaptive.display: Input should be 'summarized' or 'omitted'"],
])("$0.modelId answers to %j", (model, rest, message) => {
  expect(refusal(model, body(rest))).toEqual(message);
});

const NOT_WITH =
  "Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking";

test.each([
  [{ temperature: 0.5 }, `\`temperature\` may only be set to 1 when thinking is enabled. ${NOT_WITH}`],
  [{ temperature: 1 }, undefined],
  [{ top_p: 0.9 }, `\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled. ${NOT_WITH}`],
  [{ top_p: 0.95 }, undefined],
  [{ top_k: 5 }, `\`top_k\` must be unset when thinking is enabled. ${NOT_WITH}`],
  // https://github.com/can1357/oh-my-pi/issues/341
  [{ tools: [weather], tool_choice: { type: "any" } }, "Thinking may not be enabled when tool_choice forces tool use."],
  [
    { tools: [weather], tool_choice: { type: "tool", name: "get_weather" } },
    "Thinking may not be enabled when tool_choice forces tool use.",
  ],
  [{ tools: [weather], tool_choice: { type: "none" } }, undefined],
])("thinking does not go together with %j", (rest, message) => {
  expect(refusal(sonnet45, body({ ...enabled(), ...rest }))).toBe(message);
  expect(refusal(sonnet45, body({ ...disabled, ...rest }))).toBeUndefined();
});

test("the newer sentence on temperature names adaptive mode", () => {
  expect(refusal(sonnet46, body({ ...adaptive(), temperature: 0.5 }))).toContain(
    "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.",
  );
});

const MISSING = (message: number, found: string) =>
  `messages.${message}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${found}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking`;

const conversation = (...messages: object[]) => ({ tools: [weather], messages: [user("Weather?"), ...messages] });
const answered = conversation(assistant([toolUse()]), user([toolResult()]));
const thought = conversation(assistant([thinking(), toolUse()]), user([toolResult()]));

test("the turn that goes on after results has to begin with its thoughts", () => {
  // https://github.com/RooCodeInc/Roo-Code/pull/11238
  expect(refusal(sonnet45, body({ ...enabled(), ...answered }))).toBe(MISSING(1, "tool_use"));
  expect(refusal(sonnet45, body({ ...enabled(), ...thought }))).toBeUndefined();
  const prefilled = conversation(assistant([{ type: "text", text: "It is" }]));
  expect(refusal(sonnet45, body({ ...enabled(), ...prefilled }))).toBe(MISSING(1, "text"));
  // Turns that are over do not matter, nor does the rule hold for adaptive thinking.
  const over = conversation(assistant("Sunny."), user("And in Oslo?"));
  expect(refusal(sonnet45, body({ ...enabled(), ...over }))).toBeUndefined();
  expect(refusal(sonnet46, body({ ...adaptive(), ...answered }))).toBeUndefined();
});

test("of several calls in one turn only the first message has to have thoughts", () => {
  const chain = (first: unknown[]) =>
    conversation(
      assistant([...first, toolUse("toolu_1")]),
      user([toolResult("toolu_1")]),
      assistant([toolUse("toolu_2")]),
      user([toolResult("toolu_2")]),
    );
  expect(refusal(sonnet45, body({ ...enabled(), ...chain([thinking()]) }))).toBeUndefined();
  expect(refusal(sonnet45, body({ ...enabled(), ...chain([]) }))).toBe(MISSING(1, "tool_use"));
});

test("without interleaving Claude does not think again after results", () => {
  // Recorded test cassette test_bedrock_anthropic_tool_with_thinking of pydantic-ai
  expect(blocksOf(sonnet37, body({ ...enabled(), ...thought }))).toEqual(["text"]);
  const interleaved = { ...thought, anthropic_beta: ["interleaved-thinking-2025-05-14"] };
  expect(blocksOf(sonnet45, body({ ...enabled(), ...interleaved }))).toEqual(["reasoning", "text"]);
  expect(blocksOf(sonnet46, body({ ...adaptive(), ...thought }))).toEqual(["reasoning", "text"]);
});

test("thoughts have to come back as they were signed", () => {
  const [made] = compose(read(sonnet45, body(enabled())), sonnet45, { seed: 1 }).blocks;
  if (made?.type !== "reasoning") throw new Error("no thoughts");
  const replay = (text: string, signature: string) =>
    refusal(
      sonnet45,
      body(conversation(assistant([thinking(text, signature), { type: "text", text: "Yes." }]), user("Sure?"))),
    );
  const { signature = "" } = made;
  expect(replay(made.text, signature)).toBeUndefined();
  expect(replay("Let me see.", SIGNATURE)).toBeUndefined();
  const invalid = "messages.1.content.0: Invalid `signature` in `thinking` block";
  expect(replay(`${made.text} Or not.`, signature)).toBe(invalid);
  expect(replay(made.text, "abc")).toBe(invalid);
  // https://github.com/can1357/oh-my-pi/pull/10486
  expect(replay(made.text, "")).toBe("messages.1.content.0.thinking.signature: Field required");
  const unsigned = [
    { type: "thinking", thinking: made.text },
    { type: "text", text: "Yes." },
  ];
  expect(refusal(sonnet45, body(conversation(assistant(unsigned), user("Sure?"))))).toBe(
    "messages.1.content.0.thinking.signature: Field required",
  );
});

test("thoughts that max_tokens cut are signed as they are shown", () => {
  const asked = body({ ...enabled(1_024), max_tokens: 1_025 });
  const [cut] = compose({ ...read(sonnet45, asked), maxTokens: 5 }, sonnet45, { seed: 1 }).blocks;
  if (cut?.type !== "reasoning") throw new Error("no thoughts");
  expect(cut.pieces).toHaveLength(5);
  const replayed = conversation(
    assistant([thinking(cut.text, cut.signature ?? ""), { type: "text", text: "Yes." }]),
    user("Sure?"),
  );
  expect(refusal(sonnet45, body(replayed))).toBeUndefined();
});

test("thoughts stand neither last nor in the user's mouth, and are no garbage", () => {
  expect(refusal(sonnet45, body(conversation(assistant([thinking()]), user("Go on."))))).toBe(
    "messages.1: The final block in an assistant message cannot be `thinking`.",
  );
  expect(refusal(sonnet45, body({}, [thinking()]))).toBe(
    "messages.0: `thinking` blocks can only be in `assistant` messages",
  );
  const redacted = { type: "redacted_thinking", data: "???" };
  expect(
    refusal(sonnet45, body(conversation(assistant([redacted, { type: "text", text: "Yes." }]), user("Go on.")))),
  ).toBe("messages.1.content.0: Invalid `data` in `redacted_thinking` block");
  expect(refusal(sonnet45, body({}, [{ ...thinking(), cache_control: { type: "ephemeral" } }]))).toBe(
    "messages.0.content.0.thinking.cache_control: Extra inputs are not permitted",
  );
});

const REDACTION =
  "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";
const REFUSAL =
  "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86";

test("Anthropic's test prompts let thoughts be redacted and answers refused", () => {
  expect(blocksOf(sonnet37, body(enabled(), REDACTION))).toEqual(["redactedReasoning", "text"]);
  expect(blocksOf(sonnet37, body({}, REDACTION))).toEqual(["text"]);
  expect(blocksOf(sonnet45, body(enabled(), REDACTION))).toEqual(["reasoning", "text"]);
  const refused = compose(read(sonnet45, body({}, `Please: ${REFUSAL}`)), sonnet45, { seed: 1 });
  expect(refused).toMatchObject({ blocks: [], stopReason: "content_filtered" });
  expect(blocksOf(sonnet37, body({}, REFUSAL))).toEqual(["text"]);
});
