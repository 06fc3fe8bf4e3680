"""What an app with boto3 does while it is recorded; boto3-record.test.ts says where and holds the recording against it."""

import json

import boto3

NOVA = "us.amazon.nova-lite-v1:0"
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
ACCOUNT = "998877665544"

control = boto3.client("bedrock")
runtime = boto3.client("bedrock-runtime")


def ask(text):
    return [{"role": "user", "content": [{"text": text}]}]


copy_from = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/{NOVA}"
arns = []
for team in ("a", "b"):
    made = control.create_inference_profile(
        inferenceProfileName=f"team-{team}",
        modelSource={"copyFrom": copy_from},
        tags=[{"key": "team", "value": team}],
    )
    arns.append(made["inferenceProfileArn"])
pages = control.get_paginator("list_inference_profiles").paginate(typeEquals="APPLICATION", PaginationConfig={"PageSize": 1})
assert len([one for page in pages for one in page["inferenceProfileSummaries"]]) == 2
control.tag_resource(resourceARN=arns[0], tags=[{"key": "env", "value": "test"}])
assert len(control.list_tags_for_resource(resourceARN=arns[0])["tags"]) == 2

runtime.converse(modelId=arns[0], messages=ask("What is granite?"))
events = list(runtime.converse_stream(modelId=arns[1], messages=ask("And basalt?"))["stream"])
assert "metadata" in events[-1]
native = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
body = {"modelId": CLAUDE, "contentType": "application/json", "body": json.dumps(native)}
runtime.invoke_model(**body)["body"].read()
assert len(list(runtime.invoke_model_with_response_stream(**body)["body"])) > 3
try:
    runtime.converse(modelId=CLAUDE[3:], messages=ask("What is granite?"))
    raise AssertionError("a model that takes profiles alone has answered")
except runtime.exceptions.ValidationException:
    pass
control.delete_inference_profile(inferenceProfileIdentifier=arns[1])
try:
    control.get_inference_profile(inferenceProfileIdentifier=arns[1])
    raise AssertionError("a profile that is deleted is still there")
except control.exceptions.ResourceNotFoundException:
    pass
