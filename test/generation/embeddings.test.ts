import { expect, test } from "vitest";
import { drawImage } from "../../emulator/generation/images/draw-image.ts";
import { createRandom } from "../../emulator/random.ts";
import { dot, invoke, invokeThroughProfile, norm, refusal } from "./invoke.ts";

// The members of the answers, their order and the headers are those of recorded answers: the cassettes of
// https://github.com/pydantic/pydantic-ai (tests/cassettes/test_embeddings, 2026).

const titan1 = "amazon.titan-embed-text-v1";
const titan2 = "amazon.titan-embed-text-v2:0";
const titanImage = "amazon.titan-embed-image-v1";
const cohere3 = "cohere.embed-english-v3";
const cohere4 = "cohere.embed-v4:0";
const nova = "amazon.nova-2-multimodal-embeddings-v1:0";
const marengo3 = "twelvelabs.marengo-embed-3-0-v1:0";
const marengo2 = "twelvelabs.marengo-embed-2-7-v1:0";

const image = (seed: number, format: "png" | "jpeg" = "png") =>
  Buffer.from(drawImage({ width: 64, height: 48, text: "", format, random: createRandom(seed) })).toString("base64");
const dataUri = (seed: number) => `data:image/png;base64,${image(seed)}`;
const novaText = (value: string, rest: object = {}) => ({
  taskType: "SINGLE_EMBEDDING",
  singleEmbeddingParams: { embeddingPurpose: "GENERIC_INDEX", text: { truncationMode: "NONE", value }, ...rest },
});
const malformed = (violations: string) =>
  `ValidationException: Malformed input request: ${violations}, please reformat your input and try again.`;

/** How every model is asked for the vector of a text, and where it stands. */
const asked: Readonly<Record<string, readonly [body: (text: string) => unknown, path: string, dimensions: number]>> = {
  [titan1]: [(inputText) => ({ inputText }), "embedding", 1536],
  "amazon.titan-embed-g1-text-02": [(inputText) => ({ inputText }), "embedding", 1536],
  [titan2]: [(inputText) => ({ inputText }), "embedding", 1024],
  [titanImage]: [(inputText) => ({ inputText }), "embedding", 1024],
  [cohere3]: [(text) => ({ texts: [text], input_type: "search_query" }), "embeddings.0", 1024],
  "cohere.embed-multilingual-v3": [(text) => ({ texts: [text], input_type: "search_query" }), "embeddings.0", 1024],
  [cohere4]: [(text) => ({ texts: [text], input_type: "search_query" }), "embeddings.float.0", 1536],
  [nova]: [novaText, "embeddings.0.embedding", 3072],
  [marengo3]: [(inputText) => ({ inputType: "text", text: { inputText } }), "data.0.embedding", 512],
  [marengo2]: [(inputText) => ({ inputType: "text", inputText }), "data.0.embedding", 1024],
};

async function embed(modelId: string, text: string, through = invoke): Promise<number[]> {
  const [body, path] = asked[modelId] ?? [];
  const answer = await through(modelId, body?.(text));
  return path?.split(".").reduce((value, key) => value[key], answer.body);
}

test.each(Object.keys(asked))(
  "%s has vectors of its length in which like texts are nearer than unlike ones",
  async (id) => {
    const [cat, cats, money] = await Promise.all(
      ["The cat sat on the mat.", "Cats are sitting on a mat", "Interest rates rise in Europe"].map((text) =>
        embed(id, text),
      ),
    );
    expect(cat).toHaveLength(asked[id]?.[2] ?? 0);
    const cosine = (one: number[] = [], other: number[] = []) => dot(one, other) / (norm(one) * norm(other));
    expect(cosine(cat, cats)).toBeGreaterThan(0.3);
    expect(Math.abs(cosine(cat, money))).toBeLessThan(0.2);
  },
);

test.each(Object.keys(asked))(
  "%s has the same vector in every run, also through an application profile",
  async (id) => {
    const vector = await embed(id, "What is granite?");
    expect(await embed(id, "What is granite?")).toEqual(vector);
    expect(await embed(id, "What is granite?", invokeThroughProfile)).toEqual(vector);
  },
);

test("models have unit vectors, but for Titan G1", async () => {
  for (const id of Object.keys(asked)) {
    const length = norm(await embed(id, "What is granite?"));
    expect(length).toBeCloseTo(/titan-embed-(text-v1|g1)/.test(id) ? 18.7 : 1, 5);
  }
});

test("Titan answers with its own count, which the header repeats, and no count of output", async () => {
  const first = await invoke(titan1, { inputText: "Hello, world!" });
  expect(Object.keys(first.body)).toEqual(["embedding", "inputTextTokenCount"]);
  expect(first.headers["x-amzn-bedrock-input-token-count"]).toBe(String(first.body.inputTextTokenCount));
  expect(first.headers["x-amzn-bedrock-invocation-latency"]).toMatch(/^\d+$/);
  expect(first.headers).not.toHaveProperty("x-amzn-bedrock-output-token-count");
  const second = await invoke(titan2, { inputText: "Hello, world!" });
  expect(Object.keys(second.body)).toEqual(["embedding", "embeddingsByType", "inputTextTokenCount"]);
  expect(second.body.embeddingsByType).toEqual({ float: second.body.embedding });
});

test("Titan V2 shortens, and leaves a shortened vector as long as it is without normalize", async () => {
  const whole = (await invoke(titan2, { inputText: "granite" })).body.embedding;
  const { embedding: short } = (await invoke(titan2, { inputText: "granite", dimensions: 256 })).body;
  const raw = (await invoke(titan2, { inputText: "granite", dimensions: 256, normalize: false })).body.embedding;
  expect([short.length, raw.length]).toEqual([256, 256]);
  expect(norm(short)).toBeCloseTo(1, 5);
  expect(raw).toEqual(whole.slice(0, 256));
  expect(norm(raw)).toBeLessThan(0.9);
});

test("Titan V2's binary vectors are the signs of the float ones, and alone they leave out the float ones", async () => {
  const both = (await invoke(titan2, { inputText: "granite", embeddingTypes: ["float", "binary"] })).body;
  expect(both.embeddingsByType.binary).toEqual(both.embedding.map((value: number) => (value > 0 ? 1 : 0)));
  const binary = (await invoke(titan2, { inputText: "granite", embeddingTypes: ["binary"] })).body;
  expect(Object.keys(binary)).toEqual(["embeddingsByType", "inputTextTokenCount"]);
  expect(binary.embeddingsByType).toEqual({ binary: both.embeddingsByType.binary });
});

test.each([
  [titan1, {}, malformed("#: required key [inputText] not found")],
  [titan1, { inputText: "x", dimensions: 256 }, malformed("#: extraneous key [dimensions] is not permitted")],
  [titan2, { inputText: "" }, malformed("expected minLength: 1, actual: 0")],
  [titan2, { inputText: "x".repeat(50_001) }, malformed("expected maxLength: 50000, actual: 50001")],
  [titan2, { inputText: "x", dimensions: 100 }, malformed("#/dimensions: 100 is not a valid enum value")],
  [titan2, { inputText: "x", normalize: "yes" }, malformed("#/normalize: expected type: Boolean, found: String")],
  [
    titan2,
    { inputText: "x", embeddingTypes: ["int8"] },
    malformed("#/embeddingTypes/0: int8 is not a valid enum value"),
  ],
  [
    titan2,
    { inputText: "a, ".repeat(8_200) },
    "ValidationException: 400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 16401 ",
  ],
  [titanImage, {}, "ValidationException: 400 Bad Request: Either inputText or inputImage must be provided. "],
  [
    titanImage,
    { inputImage: "AAAA" },
    "ValidationException: 400 Bad Request: inputImage is not a valid image: send a PNG or JPEG image in base64. ",
  ],
])("%s refuses a body that breaks its rules (%#)", async (modelId, body, message) => {
  expect(await refusal(modelId, body)).toBe(message);
});

test("Titan's multimodal vector of a text and an image lies between theirs", async () => {
  const [text, picture, both] = await Promise.all(
    [{ inputText: "a fox" }, { inputImage: image(1) }, { inputText: "a fox", inputImage: image(1) }].map(
      async (body) => (await invoke(titanImage, { ...body, embeddingConfig: { outputEmbeddingLength: 384 } })).body,
    ),
  );
  expect(both.embedding).toHaveLength(384);
  expect(picture.inputTextTokenCount).toBe(0);
  expect(Math.abs(dot(text.embedding, picture.embedding))).toBeLessThan(0.2);
  for (const { embedding } of [text, picture]) expect(dot(both.embedding, embedding)).toBeGreaterThan(0.5);
});

test("an image too large for Titan is refused in its words", async () => {
  const bytes = drawImage({ width: 2_048, height: 2_049, text: "", format: "jpeg", random: createRandom(1) });
  expect(await refusal(titanImage, { inputImage: Buffer.from(bytes).toString("base64") })).toBe(
    "ValidationException: 400 Bad Request: Image exceeds max pixels allowed. ",
  );
});

test("the same image has the same vector, another image an unrelated one", async () => {
  const vectors = await Promise.all(
    [1, 1, 2].map(async (seed) => (await invoke(titanImage, { inputImage: image(seed) })).body.embedding),
  );
  expect(vectors[1]).toEqual(vectors[0]);
  expect(Math.abs(dot(vectors[0], vectors[2]))).toBeLessThan(0.2);
});

test("Cohere v3 answers with floats and with the texts in small letters", async () => {
  const { body, headers } = await invoke(cohere3, { texts: ["Hello, World!", "Bye"], input_type: "search_document" });
  expect(Object.keys(body)).toEqual(["embeddings", "id", "response_type", "texts"]);
  expect(body).toMatchObject({ response_type: "embeddings_floats", texts: ["hello, world!", "bye"] });
  expect(body.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(Number(headers["x-amzn-bedrock-input-token-count"])).toBeGreaterThan(3);
});

test("Cohere's types of vectors follow from the float one", async () => {
  const types = ["float", "int8", "uint8", "binary", "ubinary"];
  const { body } = await invoke(cohere3, { texts: ["Granite"], input_type: "clustering", embedding_types: types });
  expect(body.response_type).toBe("embeddings_by_type");
  const [float, int8, uint8, binary, ubinary] = types.map((type) => body.embeddings[type][0]);
  expect(int8).toHaveLength(1024);
  expect(uint8).toEqual(int8.map((value: number) => value + 128));
  expect(Math.min(...int8)).toBeGreaterThanOrEqual(-128);
  expect(Math.max(...int8)).toBeLessThanOrEqual(127);
  expect(dot(int8, float) / norm(int8)).toBeGreaterThan(0.95);
  expect(ubinary).toHaveLength(128);
  expect(binary).toEqual(ubinary.map((value: number) => value - 128));
  const bits = ubinary.map((value: number) => value.toString(2).padStart(8, "0")).join("");
  expect(bits).toBe(float.map((value: number) => (value > 0 ? "1" : "0")).join(""));
});

test("what a vector is for turns it a little", async () => {
  const embedAs = async (input_type: string) =>
    (await invoke(cohere3, { texts: ["Granite is old"], input_type })).body.embeddings[0];
  const [query, document] = [await embedAs("search_query"), await embedAs("search_document")];
  expect(query).not.toEqual(document);
  expect(dot(query, document)).toBeGreaterThan(0.95);
});

test("Cohere v3 embeds one image, and says what it is", async () => {
  const { body } = await invoke(cohere3, { images: [dataUri(1)], input_type: "image" });
  expect(body.embeddings[0]).toHaveLength(1024);
  expect(body).toMatchObject({ texts: [], images: [{ width: 64, height: 48, format: "png" }] });
});

test("Cohere v3 cuts a text where it may, and refuses it where it may not", async () => {
  const long = "a, ".repeat(600);
  const body = { texts: [long], input_type: "search_document" };
  expect(await refusal(cohere3, body)).toBe("ValidationException: Input is too long for requested model.");
  const cut = await invoke(cohere3, { ...body, truncate: "END" });
  expect(cut.headers["x-amzn-bedrock-input-token-count"]).toBe("512");
  const fromStart = await invoke(cohere3, { texts: [`${long} end`], input_type: "search_document", truncate: "START" });
  const end = await embed(cohere3, "end");
  expect(dot(fromStart.body.embeddings[0], end)).toBeGreaterThan(dot(cut.body.embeddings[0], end));
});

test.each([
  // https://github.com/langchain-ai/langchainjs/issues/8450
  [
    { inputText: "x" },
    malformed(
      "#: required key [images] not found#: required key [texts] not found#: required key [texts] not found#: required key [texts] not found#: required key [texts] not found#: required key [input_type] not found#: extraneous key [inputText] is not permitted",
    ),
  ],
  // https://github.com/ScrapeGraphAI/Scrapegraph-ai/issues/400
  [
    { texts: ["x".repeat(19_882)], input_type: "search_query" },
    malformed("#/texts/0: expected maxLength: 2048, actual: 19882"),
  ],
  [
    { texts: Array(97).fill("x"), input_type: "search_query" },
    malformed("#/texts: expected maximum item count: 96, found: 97"),
  ],
  [{ texts: ["x"], input_type: "search" }, malformed("#/input_type: search is not a valid enum value")],
  [
    { texts: ["x"], input_type: "image" },
    malformed("#: required key [images] not found#: extraneous key [texts] is not permitted"),
  ],
  [{ images: ["AAAA"], input_type: "image" }, malformed("#/images/0: not a data URI of a png or jpeg image in base64")],
])("Cohere v3 refuses a body that breaks its rules (%#)", async (body, message) => {
  expect(await refusal(cohere3, body)).toBe(message);
});

test("Cohere v4 names the type of its vectors also unasked, and keeps the texts as they are", async () => {
  const { body } = await invoke(cohere4, { texts: ["Hello, World!"], input_type: "search_query", truncate: "NONE" });
  expect(body.embeddings.float[0]).toHaveLength(1536);
  expect(body).toMatchObject({ response_type: "embeddings_by_type", texts: ["Hello, World!"] });
});

test("Cohere v4 embeds inputs of texts and images, in the length and up to the tokens that are asked for", async () => {
  const content = [
    { type: "text", text: "A chart" },
    { type: "image_url", image_url: { url: dataUri(1) } },
  ];
  const { body } = await invoke(cohere4, {
    inputs: [{ content }, { content: content.slice(0, 1) }],
    input_type: "search_document",
    output_dimension: 512,
    embedding_types: ["float", "int8"],
  });
  expect(body.embeddings.float.map(norm).map((length: number) => length.toFixed(4))).toEqual(["1.0000", "1.0000"]);
  expect(body.embeddings.int8[1]).toHaveLength(512);
  expect(body.inputs[0]).toEqual({ content });
  const limited = await invoke(cohere4, {
    texts: ["one two three"],
    input_type: "clustering",
    max_tokens: 1,
    truncate: "RIGHT",
  });
  expect(limited.headers["x-amzn-bedrock-input-token-count"]).toBe("1");
});

test.each([
  { inputText: "x" },
  { input_type: "search_query" },
  { input_type: "search_query", texts: ["x"], images: [dataUri(1)] },
  { input_type: "search_query", texts: [] },
  { input_type: "search_query", texts: ["x"], output_dimension: 100 },
])("Cohere v4 refuses a body in words of its own (%#)", async (body) => {
  expect(await refusal(cohere4, body)).toBe(
    "ValidationException: Malformed request. Please check your parameter/values and try again.",
  );
});

test("Nova answers with the type of each vector, shortened where asked, and counts its own prompt", async () => {
  const { body, headers } = await invoke(nova, novaText("Hello, world!", { embeddingDimension: 256 }));
  expect(body.embeddings).toHaveLength(1);
  expect(body.embeddings[0].embeddingType).toBe("TEXT");
  expect(body.embeddings[0].embedding).toHaveLength(256);
  expect(norm(body.embeddings[0].embedding)).toBeCloseTo(1, 5);
  expect(Number(headers["x-amzn-bedrock-input-token-count"])).toBeGreaterThan(15);
});

test("Nova gives a video one vector or two, as asked", async () => {
  const video = (embeddingMode: string) => ({
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: {
      embeddingPurpose: "GENERIC_INDEX",
      video: { format: "mp4", source: { bytes: "AAAAGGZ0eXA=" }, embeddingMode },
    },
  });
  const types = async (mode: string) =>
    (await invoke(nova, video(mode))).body.embeddings.map(
      ({ embeddingType }: { embeddingType: string }) => embeddingType,
    );
  expect(await types("AUDIO_VIDEO_COMBINED")).toEqual(["AUDIO_VIDEO_COMBINED"]);
  expect(await types("AUDIO_VIDEO_SEPARATE")).toEqual(["VIDEO", "AUDIO"]);
});

test.each([
  [
    { inputText: "x" },
    malformed(
      "#: required key [taskType] not found#: required key [singleEmbeddingParams] not found#: extraneous key [inputText] is not permitted",
    ),
  ],
  [
    { ...novaText("x"), taskType: "SEGMENTED_EMBEDDING" },
    malformed("#/taskType: SEGMENTED_EMBEDDING is not a valid enum value"),
  ],
  [
    novaText("x".repeat(8_193)),
    malformed("#/singleEmbeddingParams/text/value: expected maxLength: 8192, actual: 8193"),
  ],
  [
    novaText("x", { image: { format: "png", source: { bytes: image(1) } } }),
    malformed("#/singleEmbeddingParams: extraneous key [image] is not permitted"),
  ],
  [
    novaText("x", { text: undefined, image: { format: "png", source: { bytes: image(1, "jpeg") } } }),
    malformed("#/singleEmbeddingParams/image/source/bytes: not a png image in base64"),
  ],
])("Nova refuses a body that breaks its rules (%#)", async (body, message) => {
  expect(await refusal(nova, body)).toBe(message);
});

test("what lies in S3 is refused by name", async () => {
  const source = { s3Location: { uri: "s3://bucket/key" } };
  const body = novaText("x", { text: undefined, image: { format: "png", source } });
  expect(await refusal(nova, body)).toContain("Outcrop does not emulate singleEmbeddingParams.image.source.s3Location");
  expect(await refusal(marengo3, { inputType: "image", image: { mediaSource: source } })).toContain(
    "Outcrop does not emulate s3Location of TwelveLabs Marengo",
  );
});

test("Marengo embeds text, image, both, and several images, and leaves media to the asynchronous API", async () => {
  const mediaSource = { base64String: image(1) };
  const text = { inputText: "a fox" };
  const vectorOf = async (body: object) => (await invoke(marengo3, body)).body.data[0].embedding;
  const [ofText, ofImage, ofBoth, ofSeveral] = await Promise.all(
    [
      { inputType: "text", text },
      { inputType: "image", image: { mediaSource } },
      { inputType: "text_image", text_image: { ...text, mediaSource } },
      {
        inputType: "multi_input",
        multi_input: {
          inputText: "<@one> and <@two>",
          mediaSources: [
            { name: "one", mediaType: "image", base64String: image(1) },
            { name: "two", mediaType: "image", base64String: image(2) },
          ],
        },
      },
    ].map(vectorOf),
  );
  expect(dot(ofBoth, ofText)).toBeGreaterThan(0.5);
  expect(dot(ofSeveral, ofImage)).toBeGreaterThan(0.4);
  expect(await refusal(marengo3, { inputType: "video", video: {} })).toContain("use StartAsyncInvoke");
  expect(await refusal(marengo3, { inputType: "text" })).toBe(malformed("#: required key [text] not found"));
  expect(await refusal(marengo2, { inputType: "text", inputText: "word ".repeat(90), textTruncate: "none" })).toBe(
    "ValidationException: Input is too long for requested model.",
  );
});
