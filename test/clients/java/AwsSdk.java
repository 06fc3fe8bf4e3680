import java.util.HashMap;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Drives the AWS SDK for Java: the argument `sync` its blocking clients, `async` those that streams need. */
final class AwsSdk {
  public static void main(String[] args) throws Exception {
    var isAsync = args[0].equals("async");
    // The environment tells the clients where to go.
    var region = Region.US_EAST_1;
    var behaviours = new HashMap<String, Protocol.Behave>();
    if (isAsync) {
      try (var control = BedrockAsyncClient.builder().region(region).build();
          var runtime = BedrockRuntimeAsyncClient.builder().region(region).build()) {
        behaviours.putAll(ProfileLife.of(control).behaviours());
        var talk = new Talk(request -> runtime.converse(request).join(), request -> runtime.invokeModel(request).join());
        behaviours.putAll(talk.behaviours());
        behaviours.putAll(new Streams(runtime).behaviours());
        behaviours.put("spoken conversation", one -> Speech.with(runtime, one));
        Protocol.drive(behaviours);
      }
      return;
    }
    try (var control = BedrockClient.builder().region(region).build();
        var runtime = BedrockRuntimeClient.builder().region(region).build()) {
      behaviours.putAll(ProfileLife.of(control).behaviours());
      behaviours.putAll(new Talk(runtime::converse, runtime::invokeModel).behaviours());
      Protocol.drive(behaviours);
    }
  }
}
