import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.*;

/** The life of an application profile, as case.ts tells it, and an operation that is not emulated, with either client. */
record ProfileLife(
    Function<CreateInferenceProfileRequest, CreateInferenceProfileResponse> create,
    Function<GetInferenceProfileRequest, GetInferenceProfileResponse> get,
    Function<ListInferenceProfilesRequest, List<ListInferenceProfilesResponse>> pages,
    Function<TagResourceRequest, ?> tag,
    Function<UntagResourceRequest, ?> untag,
    Function<ListTagsForResourceRequest, ListTagsForResourceResponse> tags,
    Function<DeleteInferenceProfileRequest, ?> delete,
    Function<ListProvisionedModelThroughputsRequest, ?> throughputs) {
  static ProfileLife of(BedrockClient client) {
    return new ProfileLife(
        client::createInferenceProfile,
        client::getInferenceProfile,
        request -> client.listInferenceProfilesPaginator(request).stream().toList(),
        client::tagResource,
        client::untagResource,
        client::listTagsForResource,
        client::deleteInferenceProfile,
        client::listProvisionedModelThroughputs);
  }

  static ProfileLife of(BedrockAsyncClient client) {
    return new ProfileLife(
        request -> client.createInferenceProfile(request).join(),
        request -> client.getInferenceProfile(request).join(),
        request -> {
          var pages = new ArrayList<ListInferenceProfilesResponse>();
          client.listInferenceProfilesPaginator(request).subscribe(pages::add).join();
          return pages;
        },
        request -> client.tagResource(request).join(),
        request -> client.untagResource(request).join(),
        request -> client.listTagsForResource(request).join(),
        request -> client.deleteInferenceProfile(request).join(),
        request -> client.listProvisionedModelThroughputs(request).join());
  }

  Map<String, Protocol.Behave> behaviours() {
    var every = ListProvisionedModelThroughputsRequest.builder().build();
    return Map.of(
        "profile life cycle", this::live,
        "unknown operation", Protocol.orFailure((Protocol.Case one) -> {
          throughputs.apply(every);
          return Protocol.JSON.createObjectNode();
        }));
  }

  private ObjectNode live(Protocol.Case one) throws Exception {
    var source = InferenceProfileModelSource.fromCopyFrom(one.modelId());
    var creation = CreateInferenceProfileRequest.builder().inferenceProfileName(one.prompt()).modelSource(source);
    var arn = create.apply(creation.tags(tag("team", "a")).build()).inferenceProfileArn();
    var get = GetInferenceProfileRequest.builder().inferenceProfileIdentifier(arn).build();
    var found = this.get.apply(get);
    var list = ListInferenceProfilesRequest.builder().typeEquals(InferenceProfileType.APPLICATION).maxResults(1).build();
    var listed = pages.apply(list).stream().flatMap(page -> page.inferenceProfileSummaries().stream())
        .anyMatch(profile -> profile.inferenceProfileArn().equals(arn));
    tag.apply(TagResourceRequest.builder().resourceARN(arn).tags(tag("env", "test")).build());
    untag.apply(UntagResourceRequest.builder().resourceARN(arn).tagKeys("team").build());
    var tags = this.tags.apply(ListTagsForResourceRequest.builder().resourceARN(arn).build()).tags();
    delete.apply(DeleteInferenceProfileRequest.builder().inferenceProfileIdentifier(arn).build());
    var afterDelete = Protocol.orFailure((Protocol.Case same) -> {
      this.get.apply(get);
      throw new IllegalStateException("the profile is still there when it has been deleted");
    }).with(one).get("failure");
    var life = Protocol.JSON.createObjectNode()
        .put("arn", arn).put("status", found.statusAsString()).put("models", found.models().size()).put("listed", listed);
    life.set("tags", Protocol.JSON.valueToTree(tags.stream().collect(toMap(Tag::key, Tag::value))));
    life.set("afterDelete", afterDelete);
    return Protocol.JSON.createObjectNode().set("profile", life);
  }

  private static List<Tag> tag(String key, String value) {
    return List.of(Tag.builder().key(key).value(value).build());
  }
}
