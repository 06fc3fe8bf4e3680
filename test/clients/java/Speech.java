import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.BidirectionalOutputPayloadPart;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamInput;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamResponseHandler;

/** Holds a spoken conversation: OUTCROP_TEST_SPEECH has the events of a question, and those that end it after its answer. */
final class Speech {
  private final Sinks.Many<InvokeModelWithBidirectionalStreamInput> sent = Sinks.many().unicast().onBackpressureBuffer();
  private final ArrayNode heard = Protocol.JSON.createArrayNode();
  private final JsonNode script;

  private Speech() throws IOException {
    script = Protocol.JSON.readTree(System.getenv("OUTCROP_TEST_SPEECH"));
  }

  static ObjectNode with(BedrockRuntimeAsyncClient runtime, Protocol.Case one) throws IOException {
    var speech = new Speech();
    var handler = InvokeModelWithBidirectionalStreamResponseHandler.builder()
        .subscriber(InvokeModelWithBidirectionalStreamResponseHandler.Visitor.builder().onChunk(speech::hear).build())
        .build();
    speech.say("question");
    runtime.invokeModelWithBidirectionalStream(
        request -> request.modelId(one.modelId()), speech.sent.asFlux(), handler).join();
    return Protocol.JSON.createObjectNode().set("events", speech.heard);
  }

  private void say(String part) {
    for (var event : script.get(part)) {
      var chunk = InvokeModelWithBidirectionalStreamInput.chunkBuilder().bytes(SdkBytes.fromUtf8String(event.toString()));
      sent.tryEmitNext(chunk.build()).orThrow();
    }
  }

  private void hear(BidirectionalOutputPayloadPart chunk) {
    try {
      var event = Protocol.JSON.readTree(chunk.bytes().asByteArray());
      heard.add(event);
      var end = event.at("/event/contentEnd");
      if (!end.path("type").asText().equals("TEXT") || !end.path("stopReason").asText().equals("END_TURN")) return;
      say("end");
      sent.tryEmitComplete().orThrow();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
