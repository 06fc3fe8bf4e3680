from driver import or_failure


def profile_life(client, case):
    """The life of an application profile, as case.ts tells it."""
    arn = client.create_inference_profile(
        inferenceProfileName=case["prompt"],
        modelSource={"copyFrom": case["modelId"]},
        tags=[{"key": "team", "value": "a"}],
    )["inferenceProfileArn"]
    found = client.get_inference_profile(inferenceProfileIdentifier=arn)
    pages = client.get_paginator("list_inference_profiles").paginate(
        typeEquals="APPLICATION", PaginationConfig={"PageSize": 1}
    )
    listed = any(one["inferenceProfileArn"] == arn for page in pages for one in page["inferenceProfileSummaries"])
    client.tag_resource(resourceARN=arn, tags=[{"key": "env", "value": "test"}])
    client.untag_resource(resourceARN=arn, tagKeys=["team"])
    tags = client.list_tags_for_resource(resourceARN=arn)["tags"]
    client.delete_inference_profile(inferenceProfileIdentifier=arn)
    after_delete = or_failure(lambda: client.get_inference_profile(inferenceProfileIdentifier=arn))["failure"]
    return {
        "profile": {
            "arn": arn,
            "status": found["status"],
            "models": len(found["models"]),
            "listed": listed,
            "tags": {tag["key"]: tag["value"] for tag in tags},
            "afterDelete": after_delete,
        }
    }
