import {
  GetAsyncInvokeCommand,
  InvokeModelCommand,
  StartAsyncInvokeCommand,
  type StartAsyncInvokeCommandInput,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { drawImage } from "../../../emulator/generation/images/draw-image.ts";
import { writeFilm } from "../../../emulator/generation/video/film.ts";
import { createEmulator, type Emulator } from "../../../emulator/index.ts";
import { createRandom } from "../../../emulator/random.ts";
import { failureOf, runtime } from "../../emulator/callers.ts";

// https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html,
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo.html, model-parameters-marengo-3.html

const NOVA = "amazon.nova-2-multimodal-embeddings-v1:0";
const MARENGO_2 = "twelvelabs.marengo-embed-2-7-v1:0";
const MARENGO_3 = "twelvelabs.marengo-embed-3-0-v1:0";

const frozen = () => createEmulator({ scenario: { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } });

const film = (seconds: number) =>
  writeFilm([{ seconds, random: createRandom(1) }], { width: 64, height: 64, rate: 24 });

/** Silence of so many seconds: 8,000 samples of one byte a second. */
function wav(seconds: number): Buffer {
  const bytes = Buffer.alloc(44 + seconds * 8_000, 0x80);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + seconds * 8_000, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8_000, 24);
  bytes.writeUInt32LE(8_000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(seconds * 8_000, 40);
  return bytes;
}

const png = Buffer.from(drawImage({ format: "png", width: 32, height: 32, text: "x", random: createRandom(1) }));

const start = (emulator: Emulator, modelId: string, modelInput: unknown) =>
  runtime(emulator).send(
    new StartAsyncInvokeCommand({
      modelId,
      modelInput: modelInput as StartAsyncInvokeCommandInput["modelInput"],
      outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://my-bucket/out/" } },
    }),
  );

/** The files that an invocation leaves, by their names, and how it ended. */
async function filesOf(emulator: Emulator, modelId: string, modelInput: unknown) {
  const { invocationArn = "" } = await start(emulator, modelId, modelInput);
  emulator.clock.advance(86_400_000);
  const { status, failureMessage } = await runtime(emulator).send(new GetAsyncInvokeCommand({ invocationArn }));
  const folder = `out/${invocationArn.split("/")[1]}/`;
  const { objects } = await emulator.outputs.list();
  const files: Record<string, string> = {};
  for (const { key } of objects.filter((one) => one.key.startsWith(folder))) {
    files[key.slice(folder.length)] = Buffer.from((await emulator.outputs.get("my-bucket", key)) ?? []).toString();
  }
  return { status, failureMessage, files, folder: `s3://my-bucket/${folder}` };
}

const linesOf = (text = "") =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const segmented = (params: object) => ({
  taskType: "SEGMENTED_EMBEDDING",
  segmentedEmbeddingParams: { embeddingPurpose: "GENERIC_INDEX", ...params },
});

const at = (key: string) => ({ s3Location: { uri: `s3://my-bucket/in/${key}` } });

test("a long text is embedded in segments that end between words", async () => {
  const emulator = frozen();
  const text = Array.from({ length: 300 }, (_, index) => `word${index}`).join(" ");
  await emulator.outputs.put("my-bucket", "in/long.txt", Buffer.from(text));
  const { status, files, folder } = await filesOf(
    emulator,
    NOVA,
    segmented({
      embeddingDimension: 256,
      text: { truncationMode: "END", source: at("long.txt"), segmentationConfig: { maxLengthChars: 800 } },
    }),
  );
  expect(status).toBe("Completed");
  expect(Object.keys(files)).toEqual(["embedding-text.jsonl", "manifest.json", "segmented-embedding-result.json"]);
  expect(JSON.parse(files["segmented-embedding-result.json"] ?? "")).toEqual({
    sourceFileUri: "s3://my-bucket/in/long.txt",
    embeddingDimension: 256,
    embeddingResults: [{ embeddingType: "TEXT", status: "SUCCESS", outputFileUri: `${folder}embedding-text.jsonl` }],
  });
  const lines = linesOf(files["embedding-text.jsonl"]);
  const pieces = lines.map(({ segmentMetadata: { segmentStartCharPosition: from, segmentEndCharPosition: to } }) =>
    text.slice(from, to),
  );
  expect(pieces.join("")).toBe(text);
  expect(pieces.every((piece) => piece.length <= 800 && /^word\d+/.test(piece))).toBe(true);
  expect(lines.map(({ segmentMetadata }) => segmentMetadata.segmentIndex)).toEqual([0, 1, 2]);
  for (const { embedding, status: made } of lines) {
    expect([embedding.length, made]).toEqual([256, "SUCCESS"]);
    expect(embedding.reduce((sum: number, value: number) => sum + value * value, 0)).toBeCloseTo(1, 4);
  }
});

test("a text of one segment has the vector that InvokeModel gives it", async () => {
  const emulator = frozen();
  const text = { truncationMode: "END", value: "Granite is an igneous rock." };
  const { files } = await filesOf(emulator, NOVA, segmented({ text: { ...text, segmentationConfig: {} } }));
  const [{ embedding }] = linesOf(files["embedding-text.jsonl"]);
  const body = {
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: { embeddingPurpose: "GENERIC_INDEX", text },
  };
  const answer = await runtime(emulator).send(
    new InvokeModelCommand({ modelId: NOVA, body: JSON.stringify(body), contentType: "application/json" }),
  );
  expect(JSON.parse(Buffer.from(answer.body).toString()).embeddings[0].embedding).toEqual(embedding);
});

test("a text without blanks is cut where it must be, and never within a character", async () => {
  const emulator = frozen();
  const value = `x${"😀".repeat(900)}`;
  const input = segmented({ text: { truncationMode: "END", value, segmentationConfig: { maxLengthChars: 800 } } });
  const lines = linesOf((await filesOf(emulator, NOVA, input)).files["embedding-text.jsonl"]);
  const ends = lines.map(({ segmentMetadata }) => segmentMetadata.segmentEndCharPosition);
  expect(ends).toEqual([799, 1_599, 1_801]);
});

test("a segment that is too long for the model fails by itself when nothing may be cut", async () => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/long.txt", Buffer.from(`${"a ".repeat(9_000)}short`));
  const text = (truncationMode: string) => ({
    truncationMode,
    source: at("long.txt"),
    segmentationConfig: { maxLengthChars: 17_000 },
  });
  const none = await filesOf(emulator, NOVA, segmented({ text: text("NONE") }));
  expect(JSON.parse(none.files["segmented-embedding-result.json"] ?? "").embeddingResults[0].status).toBe(
    "PARTIAL_SUCCESS",
  );
  expect(linesOf(none.files["embedding-text.jsonl"])[0]).toMatchObject({
    status: "FAILURE",
    failureReason: "INVALID_CONTENT",
  });
  const end = await filesOf(emulator, NOVA, segmented({ text: text("END") }));
  expect(linesOf(end.files["embedding-text.jsonl"])[0].segmentMetadata.truncatedCharLength).toBeLessThan(17_000);
});

test.each([
  ["AUDIO_VIDEO_COMBINED", ["embedding-audio-video.jsonl"]],
  ["AUDIO_VIDEO_SEPARATE", ["embedding-audio.jsonl", "embedding-video.jsonl"]],
])("a video in the mode %s is embedded by its seconds", async (embeddingMode, names) => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/film.mp4", film(12));
  const video = { format: "mp4", source: at("film.mp4"), embeddingMode, segmentationConfig: { durationSeconds: 5 } };
  const { files } = await filesOf(emulator, NOVA, segmented({ video }));
  expect(Object.keys(files)).toEqual([...names, "manifest.json", "segmented-embedding-result.json"]);
  for (const name of names) {
    expect(linesOf(files[name]).map(({ segmentMetadata }) => segmentMetadata)).toEqual([
      { segmentIndex: 0, segmentStartSeconds: 0, segmentEndSeconds: 5 },
      { segmentIndex: 1, segmentStartSeconds: 5, segmentEndSeconds: 10 },
      { segmentIndex: 2, segmentStartSeconds: 10, segmentEndSeconds: 12 },
    ]);
  }
});

test("audio and images are embedded too", async () => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/sound.wav", wav(7));
  const audio = { format: "wav", source: at("sound.wav"), segmentationConfig: {} };
  expect(linesOf((await filesOf(emulator, NOVA, segmented({ audio }))).files["embedding-audio.jsonl"]).length).toBe(2);
  const image = { format: "png", source: { bytes: png.toString("base64") } };
  const { files } = await filesOf(emulator, NOVA, segmented({ image }));
  expect(linesOf(files["embedding-image.json"])[0].segmentMetadata).toEqual({ segmentIndex: 0 });
});

test("too many segments fail the invocation", async () => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/sound.wav", wav(1_435));
  const audio = { format: "wav", source: at("sound.wav"), segmentationConfig: { durationSeconds: 1 } };
  const { status, failureMessage } = await filesOf(emulator, NOVA, segmented({ audio }));
  expect([status, failureMessage]).toEqual(["Failed", "The input has 1435 segments, and at most 1434 are supported."]);
});

test.each([
  [
    "another task",
    { ...segmented({}), taskType: "SINGLE_EMBEDDING" },
    "#/taskType: SINGLE_EMBEDDING is not a valid enum value",
  ],
  ["nothing to embed", segmented({}), "#/segmentedEmbeddingParams: 0 subschemas matched instead of one"],
  [
    "two things to embed",
    segmented({
      text: { truncationMode: "END", value: "x", segmentationConfig: {} },
      image: { format: "png", source: {} },
    }),
    "#/segmentedEmbeddingParams: 2 subschemas matched instead of one",
  ],
  [
    "a segment that is too short",
    segmented({ text: { truncationMode: "END", value: "x", segmentationConfig: { maxLengthChars: 10 } } }),
    "maxLengthChars: 10 is not greater or equal to 800",
  ],
  [
    "a text without its source",
    segmented({ text: { truncationMode: "END", segmentationConfig: {} } }),
    "exactly one of value and source",
  ],
  [
    "a file that is not there",
    segmented({ audio: { format: "wav", source: at("no.wav"), segmentationConfig: {} } }),
    "there is no such object",
  ],
  [
    "an image of another format",
    segmented({ image: { format: "jpeg", source: { bytes: png.toString("base64") } } }),
    "not a valid jpeg image",
  ],
])("Nova refuses %s at once", async (_, modelInput, part) => {
  const failure = await failureOf(start(frozen(), NOVA, modelInput));
  expect(failure.name).toBe("ValidationException");
  expect(failure.message).toContain(part);
});

interface Entry {
  readonly embedding: readonly number[];
  readonly embeddingOption: string;
  readonly embeddingScope?: string;
  readonly startSec: number;
  readonly endSec: number;
}

const dataOf = (files: Record<string, string>): Entry[] => JSON.parse(files["output.json"] ?? "{}").data;

test("Marengo 3.0 embeds a video by clip and as a whole, for each option and fused", async () => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/film.mp4", film(30));
  const { files } = await filesOf(emulator, MARENGO_3, {
    inputType: "video",
    video: {
      mediaSource: at("film.mp4"),
      startSec: 10,
      endSec: 20,
      segmentation: { method: "fixed", fixed: { durationSec: 5 } },
      embeddingOption: ["visual", "audio"],
      embeddingType: ["separate_embedding", "fused_embedding"],
      embeddingScope: ["clip", "asset"],
    },
  });
  expect(Object.keys(files)).toEqual(["output.json"]);
  const data = dataOf(files);
  expect(data.map(({ embedding, ...rest }) => [embedding.length, ...Object.values(rest)])).toEqual(
    [
      ["clip", 10, 15],
      ["clip", 15, 20],
      ["asset", 10, 20],
    ].flatMap(([scope, from, to]) => ["visual", "audio", "fused"].map((option) => [512, option, scope, from, to])),
  );
});

test("without further words Marengo 3.0 cuts a video where shots change, without gaps", async () => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/film.mp4", film(60));
  const input = { inputType: "video", video: { mediaSource: at("film.mp4"), embeddingScope: ["clip"] } };
  const data = dataOf((await filesOf(emulator, MARENGO_3, input)).files);
  const visual = data.filter(({ embeddingOption }) => embeddingOption === "visual");
  expect(data.length).toBe(visual.length * 3);
  expect(visual.map(({ startSec }) => startSec)).toEqual([0, ...visual.slice(0, -1).map(({ endSec }) => endSec)]);
  expect(visual.at(-1)?.endSec).toBe(60);
  expect(visual.every(({ startSec, endSec }) => endSec - startSec >= 4 && endSec - startSec < 14)).toBe(true);
});

// "A 50-second clip is divided into 5 10-second segments. A 16-second clip is divided into 2 8-second segments."
test.each([
  [50, [0, 10, 20, 30, 40]],
  [16, [0, 8]],
])("Marengo 2.7 divides %d seconds of audio evenly", async (seconds, starts) => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/sound.wav", wav(seconds));
  const { files } = await filesOf(emulator, MARENGO_2, { inputType: "audio", mediaSource: at("sound.wav") });
  const data = dataOf(files);
  expect(data.map(({ startSec }) => startSec)).toEqual(starts);
  expect(
    data.every(
      ({ embedding, embeddingOption, embeddingScope }) =>
        embedding.length === 1_024 && embeddingOption === "audio" && embeddingScope === undefined,
    ),
  ).toBe(true);
});

test("Marengo 2.7 takes base64, a part of the media and a fixed length", async () => {
  const emulator = frozen();
  const mediaSource = { base64String: Buffer.from(film(30)).toString("base64") };
  const input = {
    inputType: "video",
    mediaSource,
    startSec: 0,
    lengthSec: 13,
    useFixedLengthSec: 5,
    embeddingOption: ["visual-text", "audio"],
  };
  const data = dataOf((await filesOf(emulator, MARENGO_2, input)).files);
  expect(
    data.filter(({ embeddingOption }) => embeddingOption === "audio").map(({ startSec, endSec }) => [startSec, endSec]),
  ).toEqual([
    [0, 5],
    [5, 10],
    [10, 13],
  ]);
});

test("a text and an image in S3 have the vectors that InvokeModel gives them", async () => {
  const emulator = frozen();
  await emulator.outputs.put("my-bucket", "in/cliff.png", png);
  const invoke = async (body: object) => {
    const answer = await runtime(emulator).send(
      new InvokeModelCommand({ modelId: MARENGO_3, body: JSON.stringify(body), contentType: "application/json" }),
    );
    return JSON.parse(Buffer.from(answer.body).toString());
  };
  const text = { inputType: "text", text: { inputText: "man walking a dog" } };
  expect(JSON.parse((await filesOf(emulator, MARENGO_3, text)).files["output.json"] ?? "")).toEqual(await invoke(text));
  const image = (mediaSource: object) => ({ inputType: "image", image: { mediaSource } });
  const { files } = await filesOf(emulator, MARENGO_3, image(at("cliff.png")));
  expect(JSON.parse(files["output.json"] ?? "")).toEqual(await invoke(image({ base64String: png.toString("base64") })));
});

test.each([
  ["no input type", {}, "required key [inputType] not found"],
  ["a video without its source", { inputType: "video", video: {} }, "required key [mediaSource] not found"],
  [
    "two sources",
    { inputType: "video", video: { mediaSource: { base64String: "eA==", ...at("x") } } },
    "exactly one of base64String and s3Location",
  ],
  ["no base64", { inputType: "audio", audio: { mediaSource: { base64String: "?" } } }, "no base64"],
  [
    "an unknown option",
    { inputType: "audio", audio: { mediaSource: at("x"), embeddingOption: ["visual"] } },
    "visual is not a valid enum value",
  ],
  [
    "one option to be fused",
    {
      inputType: "video",
      video: { mediaSource: at("x"), embeddingOption: ["audio"], embeddingType: ["fused_embedding"] },
    },
    "fused_embedding requires two embedding options",
  ],
  [
    "a start behind the end",
    { inputType: "audio", audio: { mediaSource: { base64String: wav(2).toString("base64") }, startSec: 2 } },
    "lies behind the end",
  ],
])("Marengo 3.0 refuses %s at once", async (_, modelInput, part) => {
  const failure = await failureOf(start(frozen(), MARENGO_3, modelInput));
  expect(failure.name).toBe("ValidationException");
  expect(failure.message).toContain(part);
});

test("Marengo 2.7, which answers InvokeModel through profiles alone, is invoked asynchronously by its own id", async () => {
  const input = { inputType: "text", inputText: "granite" };
  expect((await filesOf(frozen(), MARENGO_2, input)).status).toBe("Completed");
});
