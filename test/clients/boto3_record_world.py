"""What an app with boto3 does to resources that change, while it is recorded: guardrails, and jobs that go on by themselves."""

import json
import os
import urllib.request

import boto3

ACCOUNT = "998877665544"
NOVA = "us.amazon.nova-lite-v1:0"
WORDS = {"wordPolicyConfig": {"wordsConfig": [{"text": "bluewhale"}]}}
MESSAGES = {"blockedInputMessaging": "no", "blockedOutputsMessaging": "no"}

control = boto3.client("bedrock")
runtime = boto3.client("bedrock-runtime")
endpoint = os.environ["AWS_ENDPOINT_URL"]


def ask(text):
    return [{"role": "user", "content": [{"text": text}]}]


def admin(method, path, body):
    with urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_outcrop/{path}", body, method=method)) as answer:
        answer.read()


def refused(call, **input):
    try:
        call(**input)
    except (control.exceptions.ClientError, runtime.exceptions.ClientError) as error:
        return error.response["Error"]["Code"]
    raise AssertionError("nothing was refused")


guardrail = control.create_guardrail(name="shop", **MESSAGES, **WORDS)["guardrailId"]
version = control.create_guardrail_version(guardrailIdentifier=guardrail)["version"]
control.update_guardrail(guardrailIdentifier=guardrail, name="shop-2", **MESSAGES, **WORDS)
control.list_guardrails(guardrailIdentifier=guardrail)
config = {"guardrailIdentifier": guardrail, "guardrailVersion": version, "trace": "enabled"}
stopped = runtime.converse(modelId=NOVA, messages=ask("A bluewhale"), guardrailConfig=config)["stopReason"]
assert stopped == "guardrail_intervened"
list(runtime.converse_stream(modelId=NOVA, messages=ask("A bluewhale"), guardrailConfig=config)["stream"])
control.delete_guardrail(guardrailIdentifier=guardrail)
assert refused(control.get_guardrail, guardrailIdentifier=guardrail) == "ResourceNotFoundException"
assert refused(control.get_guardrail, guardrailIdentifier="abcdefghijkl") == "ResourceNotFoundException"
# Nothing emulates it.
refused(control.list_custom_models)

films = {"s3OutputDataConfig": {"s3Uri": f"s3://films-{ACCOUNT}/", "bucketOwner": ACCOUNT}}
film = runtime.start_async_invoke(
    modelId="amazon.nova-reel-v1:1",
    modelInput={
        "taskType": "TEXT_VIDEO",
        "textToVideoParams": {"text": "A granite cliff"},
        "videoGenerationConfig": {"durationSeconds": 6, "fps": 24, "dimension": "1280x720"},
    },
    outputDataConfig=films,
)["invocationArn"]
record = json.dumps({"modelInput": {"messages": ask("What is granite?")}})
admin("PUT", "outputs/questions/in.jsonl", "\n".join([record] * 100).encode())
job = control.create_model_invocation_job(
    jobName="granite",
    modelId="amazon.nova-lite-v1:0",
    roleArn=f"arn:aws:iam::{ACCOUNT}:role/batch-of-jane",
    inputDataConfig={"s3InputDataConfig": {"s3Uri": "s3://questions/in.jsonl", "s3BucketOwner": ACCOUNT}},
    outputDataConfig={"s3OutputDataConfig": {"s3Uri": "s3://questions/out/"}},
)["jobArn"]
assert control.get_model_invocation_job(jobIdentifier=job)["status"] == "Submitted"
admin("POST", "clock", b'{"advance":"PT1H"}')
assert runtime.get_async_invoke(invocationArn=film)["status"] == "Completed"
assert len(runtime.list_async_invokes()["asyncInvokeSummaries"]) == 1
assert control.get_model_invocation_job(jobIdentifier=job.split("/")[-1])["status"] == "Completed"
control.list_model_invocation_jobs()
assert refused(control.stop_model_invocation_job, jobIdentifier=job) == "ConflictException"
