import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.ChatClientRequestSpec;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/** Drives Spring AI, as Spring Boot sets it up by the starter for Bedrock Converse. */
@Configuration
@EnableAutoConfiguration
public class SpringAi {
  public static void main(String[] args) throws Exception {
    var settings = Map.<String, Object>of(
        "logging.level.root", "ERROR", "spring.main.banner-mode", "off", "spring.ai.bedrock.aws.region", "us-east-1");
    try (var context = new SpringApplicationBuilder(SpringAi.class).properties(settings).run()) {
      var client = context.getBean(ChatClient.Builder.class).build();
      Function<Protocol.Case, ChatClientRequestSpec> asked = one ->
          client.prompt(one.prompt()).options(BedrockChatOptions.builder().model(one.modelId()).build());
      Protocol.Behave chat = one -> outcome(List.of(asked.apply(one).call().chatResponse()));
      Protocol.BehaveInPieces stream = (one, pieces) -> {
        var parts = asked.apply(one).stream().chatResponse()
            .doOnNext(part -> pieces.addAll(textsOf(part))).collectList().block();
        return outcome(parts).set("pieces", Protocol.JSON.valueToTree(pieces));
      };
      Protocol.drive(Map.of(
          "chat", chat,
          "throttled, then retried", Protocol.orFailure(chat),
          "throttled for good", Protocol.orFailure(chat),
          "denied by an SCP", Protocol.orFailure(chat),
          "stream", one -> stream.with(one, new ArrayList<>()),
          "exception in mid-stream", Protocol.orFailure(stream),
          "tools", one -> withTools(asked.apply(one), request -> List.of(request.call().chatResponse())),
          "streamed tools",
              one -> withTools(asked.apply(one), request -> request.stream().chatResponse().collectList().block())));
    }
  }

  private static ObjectNode withTools(
      ChatClientRequestSpec asked, Function<ChatClientRequestSpec, List<ChatResponse>> ask) throws Exception {
    var calls = Protocol.JSON.createArrayNode();
    var tools = new ArrayList<ToolCallback>();
    for (var tool : Protocol.testTools().get("tools")) {
      var name = tool.get("name").textValue();
      tools.add(FunctionToolCallback.builder(name, (Map<String, Object> input) -> {
            calls.addObject().put("name", name).set("input", Protocol.JSON.valueToTree(input));
            return tool.get("output").textValue();
          })
          .description(tool.get("description").textValue())
          .inputSchema(tool.get("schema").toString())
          .inputType(Map.class)
          .build());
    }
    return outcome(ask.apply(asked.toolCallbacks(tools))).set("calls", calls);
  }

  private static ObjectNode outcome(List<ChatResponse> parts) {
    var text = new StringBuilder();
    parts.forEach(part -> textsOf(part).forEach(text::append));
    var outcome = Protocol.JSON.createObjectNode().put("text", text.toString());
    var usage = parts.get(parts.size() - 1).getMetadata().getUsage();
    outcome.putObject("usage").put("input", usage.getPromptTokens()).put("output", usage.getCompletionTokens());
    return outcome;
  }

  private static List<String> textsOf(ChatResponse part) {
    return part.getResults().stream().map(result -> result.getOutput().getText())
        .filter(text -> text != null && !text.isEmpty()).toList();
  }
}
