import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.*;

/** What only the asynchronous client can do. */
record Streams(BedrockRuntimeAsyncClient runtime) {
  Map<String, Protocol.Behave> behaviours() {
    Protocol.BehaveInPieces stream = (one, pieces) ->
        ask(one.modelId(), List.of(Talk.user(one.prompt())), null, pieces).outcome()
            .set("pieces", Protocol.JSON.valueToTree(pieces));
    return Map.of(
        "stream", one -> stream.with(one, new ArrayList<>()),
        "exception in mid-stream", Protocol.orFailure(stream),
        "streamed tools", one -> Talk.loop((model, messages, tools) -> ask(model, messages, tools, new ArrayList<>()), one));
  }

  /** The message that the events make; `pieces` gets the texts as they come. */
  private Talk.Answer ask(String modelId, List<Message> messages, ToolConfiguration tools, List<String> pieces) {
    var request = ConverseStreamRequest.builder().modelId(modelId).messages(messages).toolConfig(tools).build();
    var got = new Collected(pieces);
    var handler = ConverseStreamResponseHandler.builder().subscriber(ConverseStreamResponseHandler.Visitor.builder()
        .onContentBlockStart(got::start)
        .onContentBlockDelta(got::add)
        .onContentBlockStop(event -> got.stop())
        .onMessageStop(event -> got.stopReason = event.stopReason())
        .onMetadata(event -> got.usage = event.usage())
        .build()).build();
    runtime.converseStream(request, handler).join();
    var message = Message.builder().role(ConversationRole.ASSISTANT).content(got.content).build();
    return new Talk.Answer(message, got.stopReason, got.usage);
  }

  private static final class Collected {
    final List<String> pieces;
    final List<ContentBlock> content = new ArrayList<>();
    StopReason stopReason;
    TokenUsage usage;
    private ToolUseBlockStart started;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder input = new StringBuilder();

    Collected(List<String> pieces) {
      this.pieces = pieces;
    }

    void start(ContentBlockStartEvent event) {
      if (event.start().toolUse() != null) started = event.start().toolUse();
    }

    void add(ContentBlockDeltaEvent event) {
      if (event.delta().toolUse() != null) input.append(event.delta().toolUse().input());
      if (event.delta().text() == null) return;
      pieces.add(event.delta().text());
      text.append(event.delta().text());
    }

    void stop() {
      if (started == null) content.add(ContentBlock.fromText(text.toString()));
      else {
        var use = ToolUseBlock.builder().name(started.name()).toolUseId(started.toolUseId()).input(Documents.from(value()));
        content.add(ContentBlock.fromToolUse(use.build()));
      }
      started = null;
      text.setLength(0);
      input.setLength(0);
    }

    private JsonNode value() {
      try {
        return Protocol.JSON.readTree(input.toString());
      } catch (JsonProcessingException malformed) {
        throw new IllegalStateException(malformed);
      }
    }
  }
}
