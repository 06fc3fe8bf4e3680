import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.bedrock.model.BedrockException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;

/** What a driver is told and tells, as frameworks/case.ts says. */
final class Protocol {
  static final ObjectMapper JSON = new ObjectMapper();

  /** An agent that has not come to its end after so many steps never will. */
  static final int MOST_STEPS = 6;

  /** Of an error that the SDK does not know. */
  private static final Set<Class<?>> GENERAL = Set.of(BedrockException.class, BedrockRuntimeException.class);

  record Case(String behaviour, String modelId, String baseModel, String prompt, List<String> texts) {}

  interface Behave {
    ObjectNode with(Case one) throws Exception;
  }

  interface BehaveInPieces {
    /** The list gets the texts as they come, so that they are known when the stream fails. */
    ObjectNode with(Case one, List<String> pieces) throws Exception;
  }

  /** The tools of the agents and the schema of the object: OUTCROP_TEST_TOOLS has them. */
  static JsonNode testTools() throws IOException {
    return JSON.readTree(System.getenv("OUTCROP_TEST_TOOLS"));
  }

  /** Does the cases on standard input, and reports each at the end of the file that OUTCROP_TEST_REPORTS names. */
  static void drive(Map<String, Behave> behaviours) throws IOException {
    var reports = Path.of(System.getenv("OUTCROP_TEST_REPORTS"));
    for (Case one : JSON.readValue(System.in, Case[].class)) {
      var report = JSON.createObjectNode();
      try {
        var behave = behaviours.get(one.behaviour());
        if (behave == null) throw new IllegalArgumentException("the driver does not know " + one.behaviour());
        report.set("outcome", behave.with(one));
      } catch (Exception failed) {
        report.put("error", failed + "\n" + List.of(unwrapped(failed).getStackTrace()));
      }
      Files.writeString(reports, report + "\n", StandardOpenOption.APPEND);
    }
  }

  /** What came of a call that may fail, or how it failed. */
  static Behave orFailure(Behave behave) {
    return one -> {
      try {
        return behave.with(one);
      } catch (Exception failed) {
        return JSON.createObjectNode().set("failure", told(failed));
      }
    };
  }

  /** The same of a stream: with the pieces that came before. */
  static Behave orFailure(BehaveInPieces behave) {
    return one -> {
      var pieces = new ArrayList<String>();
      var outcome = orFailure((Case same) -> behave.with(same, pieces)).with(one);
      return outcome.set("pieces", JSON.valueToTree(pieces));
    };
  }

  /** An error by its class or, where the SDK has none of its own for it, by its code; with the status of the answer that it came in. */
  static ObjectNode told(Throwable thrown) {
    var failed = unwrapped(thrown);
    var told = JSON.createObjectNode().put("type", failed.getClass().getSimpleName()).put("message", failed.getMessage());
    if (failed instanceof AwsServiceException error) {
      told.put("message", error.awsErrorDetails().errorMessage());
      if (GENERAL.contains(error.getClass())) told.put("type", error.awsErrorDetails().errorCode());
      if (error.statusCode() != 0) told.put("status", error.statusCode());
    }
    return told;
  }

  /** What an asynchronous client has wrapped. */
  private static Throwable unwrapped(Throwable thrown) {
    var wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return wrapped && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
  }

  private Protocol() {}
}
