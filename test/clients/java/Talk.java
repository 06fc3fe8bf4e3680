import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.*;

/** What applications do by Converse and InvokeModel, with either client. */
record Talk(
    Function<ConverseRequest, ConverseResponse> converse, Function<InvokeModelRequest, InvokeModelResponse> invoke) {
  /** A message of the model, and how it came. */
  record Answer(Message message, StopReason stop, TokenUsage usage) {
    ObjectNode outcome() {
      var outcome = Protocol.JSON.createObjectNode().put("text", textOf(message));
      outcome.putObject("usage").put("input", usage.inputTokens()).put("output", usage.outputTokens());
      return outcome;
    }
  }

  interface Ask {
    Answer with(String modelId, List<Message> messages, ToolConfiguration tools) throws Exception;
  }

  Map<String, Protocol.Behave> behaviours() {
    Protocol.Behave chat = one -> ask(one.modelId(), List.of(user(one.prompt())), null).outcome();
    var behaviours = new HashMap<String, Protocol.Behave>();
    behaviours.put("chat", chat);
    behaviours.put("throttled, then retried", Protocol.orFailure(chat));
    behaviours.put("throttled for good", Protocol.orFailure(chat));
    behaviours.put("denied by an SCP", Protocol.orFailure(chat));
    behaviours.put("tools", one -> loop(this::ask, one));
    behaviours.put("structured output", this::structured);
    behaviours.put("embeddings", this::embed);
    behaviours.put("reranking by InvokeModel", this::rank);
    behaviours.put("images", this::draw);
    return behaviours;
  }

  private Answer ask(String modelId, List<Message> messages, ToolConfiguration tools) {
    var answer = converse.apply(ConverseRequest.builder().modelId(modelId).messages(messages).toolConfig(tools).build());
    return new Answer(answer.output().message(), answer.stopReason(), answer.usage());
  }

  /** The loop of an agent, over either operation. */
  static ObjectNode loop(Ask ask, Protocol.Case one) throws Exception {
    var outputs = new HashMap<String, String>();
    var specifications = new ArrayList<Tool>();
    for (JsonNode tool : Protocol.testTools().get("tools")) {
      var name = tool.get("name").textValue();
      outputs.put(name, tool.get("output").textValue());
      specifications.add(specification(name, tool.get("description").textValue(), tool.get("schema")));
    }
    var messages = new ArrayList<>(List.of(user(one.prompt())));
    var outcome = Protocol.JSON.createObjectNode();
    var calls = outcome.putArray("calls");
    for (int step = 0; step < Protocol.MOST_STEPS; step += 1) {
      var answer = ask.with(one.modelId(), messages, ToolConfiguration.builder().tools(specifications).build());
      messages.add(answer.message());
      if (answer.stop() != StopReason.TOOL_USE) return outcome.put("text", textOf(answer.message()));
      var results = new ArrayList<ContentBlock>();
      for (ToolUseBlock use : usesOf(answer.message())) {
        calls.addObject().put("name", use.name()).set("input", Documents.toJson(use.input()));
        var output = ToolResultContentBlock.fromText(outputs.get(use.name()));
        results.add(ContentBlock.fromToolResult(result -> result.toolUseId(use.toolUseId()).content(output)));
      }
      messages.add(Message.builder().role(ConversationRole.USER).content(results).build());
    }
    return outcome;
  }

  /** An object by its schema: Claude takes the schema as the format of its text, other models as that of a tool. */
  private ObjectNode structured(Protocol.Case one) throws IOException {
    var schema = Protocol.testTools().get("rock");
    var request = ConverseRequest.builder().modelId(one.modelId()).messages(user(one.prompt()));
    var outcome = Protocol.JSON.createObjectNode();
    if (one.baseModel().contains("sonnet-4-5")) {
      var structure = OutputFormatStructure.fromJsonSchema(json -> json.name("rock").schema(schema.toString()));
      request.outputConfig(output -> output.textFormat(
          format -> format.type(OutputFormatType.JSON_SCHEMA).structure(structure)));
      return outcome.set("object", Protocol.JSON.readTree(textOf(converse.apply(request.build()).output().message())));
    }
    request.toolConfig(tools -> tools.tools(specification("rock", "Describes a rock.", schema))
        .toolChoice(ToolChoice.fromTool(tool -> tool.name("rock"))));
    var message = converse.apply(request.build()).output().message();
    return outcome.set("object", Documents.toJson(usesOf(message).get(0).input()));
  }

  private ObjectNode embed(Protocol.Case one) throws IOException {
    var outcome = Protocol.JSON.createObjectNode();
    if (one.baseModel().startsWith("cohere")) {
      var request = Map.of("texts", one.texts(), "input_type", "search_document");
      return outcome.set("vectors", invoke(one.modelId(), request).get("embeddings"));
    }
    var vectors = outcome.putArray("vectors");
    for (String text : one.texts()) vectors.add(invoke(one.modelId(), Map.of("inputText", text)).get("embedding"));
    return outcome;
  }

  private ObjectNode rank(Protocol.Case one) throws IOException {
    var outcome = Protocol.JSON.createObjectNode();
    var ranking = outcome.putArray("ranking");
    var request = Map.of("api_version", 2, "query", one.prompt(), "documents", one.texts());
    for (JsonNode result : invoke(one.modelId(), request).get("results")) {
      ranking.addObject().put("index", result.get("index").intValue()).put("score", result.get("relevance_score").doubleValue());
    }
    return outcome;
  }

  private ObjectNode draw(Protocol.Case one) throws IOException {
    var request = Map.of("taskType", "TEXT_IMAGE", "textToImageParams", Map.of("text", one.prompt()));
    return Protocol.JSON.createObjectNode().set("images", invoke(one.modelId(), request).get("images"));
  }

  private JsonNode invoke(String modelId, Object request) throws IOException {
    var body = SdkBytes.fromByteArray(Protocol.JSON.writeValueAsBytes(request));
    var call = InvokeModelRequest.builder().modelId(modelId).contentType("application/json").body(body).build();
    return Protocol.JSON.readTree(invoke.apply(call).body().asByteArray());
  }

  private static Tool specification(String name, String description, JsonNode schema) {
    return Tool.fromToolSpec(tool ->
        tool.name(name).description(description).inputSchema(ToolInputSchema.fromJson(Documents.from(schema))));
  }

  static Message user(String text) {
    return Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText(text)).build();
  }

  private static String textOf(Message message) {
    return message.content().stream().map(ContentBlock::text).filter(Objects::nonNull).collect(Collectors.joining());
  }

  private static List<ToolUseBlock> usesOf(Message message) {
    return message.content().stream().map(ContentBlock::toolUse).filter(Objects::nonNull).toList();
  }
}
