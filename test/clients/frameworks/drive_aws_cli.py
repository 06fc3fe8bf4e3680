"""Drives the commands of the AWS CLI, which has none for streams. The environment tells it where to go."""

import json
import re
import subprocess
import sys
import tempfile

from driver import MOST_STEPS, drive, foundation_model_arn
from tools import Rock, recorded_tools, schema_of

TOLD = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation(?: \(.*?\))?: (.*)", re.DOTALL)


class Refused(Exception):
    pass


def aws(*args, **options):
    """Runs a command; its options are JSON texts, or strings as they stand."""
    named = [
        word
        for name, value in options.items()
        for word in (f"--{name.replace('_', '-')}", value if isinstance(value, str) else json.dumps(value))
    ]
    command = [sys.executable, "-m", "awscli", *args, *named]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Refused(done.stderr)
    return json.loads(done.stdout) if done.stdout else None


def or_failure(call):
    """The CLI tells the error's code and its message, and no status."""
    try:
        return call()
    except Refused as refused:
        [(code, message)] = TOLD.findall(str(refused))
        return {"failure": {"type": code, "message": message.strip()}}


def profile_life(case):
    arn = aws(
        "bedrock",
        "create-inference-profile",
        inference_profile_name=case["prompt"],
        model_source={"copyFrom": case["modelId"]},
        tags=[{"key": "team", "value": "a"}],
    )["inferenceProfileArn"]
    found = aws("bedrock", "get-inference-profile", inference_profile_identifier=arn)
    listed = aws("bedrock", "list-inference-profiles", type_equals="APPLICATION", page_size="1")
    aws("bedrock", "tag-resource", resource_arn=arn, tags=[{"key": "env", "value": "test"}])
    aws("bedrock", "untag-resource", "--tag-keys", "team", resource_arn=arn)
    tags = aws("bedrock", "list-tags-for-resource", resource_arn=arn)["tags"]
    aws("bedrock", "delete-inference-profile", inference_profile_identifier=arn)
    after = or_failure(lambda: aws("bedrock", "get-inference-profile", inference_profile_identifier=arn))
    return {
        "profile": {
            "arn": arn,
            "status": found["status"],
            "models": len(found["models"]),
            "listed": arn in [one["inferenceProfileArn"] for one in listed["inferenceProfileSummaries"]],
            "tags": {tag["key"]: tag["value"] for tag in tags},
            "afterDelete": after["failure"],
        }
    }


def user(text):
    return {"role": "user", "content": [{"text": text}]}


def text_of(message):
    return "".join(block.get("text", "") for block in message["content"])


def converse(case, messages, **options):
    return aws("bedrock-runtime", "converse", model_id=case["modelId"], messages=messages, **options)


def chat(case):
    answer = converse(case, [user(case["prompt"])])
    usage = answer["usage"]
    counts = {"input": usage["inputTokens"], "output": usage["outputTokens"]}
    return {"text": text_of(answer["output"]["message"]), "usage": counts}


def loop(case):
    calls, tools = recorded_tools()
    by_name = {tool.__name__: tool for tool in tools}
    specs = [
        {"toolSpec": {"name": name, "description": tool.__doc__, "inputSchema": {"json": schema_of(tool)}}}
        for name, tool in by_name.items()
    ]
    messages = [user(case["prompt"])]
    for _ in range(MOST_STEPS):
        answer = converse(case, messages, tool_config={"tools": specs})
        message = answer["output"]["message"]
        messages.append(message)
        if answer["stopReason"] != "tool_use":
            return {"calls": calls, "text": text_of(message)}
        uses = [block["toolUse"] for block in message["content"] if "toolUse" in block]
        results = [(use["toolUseId"], by_name[use["name"]](**use["input"])) for use in uses]
        content = [{"toolResult": {"toolUseId": use, "content": [{"text": result}]}} for use, result in results]
        messages.append({"role": "user", "content": content})
    return {"calls": calls}


def structured_output(case):
    tools = [{"toolSpec": {"name": "rock", "inputSchema": {"json": Rock.model_json_schema()}}}]
    tool_config = {"tools": tools, "toolChoice": {"tool": {"name": "rock"}}}
    message = converse(case, [user(case["prompt"])], tool_config=tool_config)["output"]["message"]
    return {"object": next(block["toolUse"]["input"] for block in message["content"] if "toolUse" in block)}


def invoke(case, **request):
    """The CLI writes the body of an InvokeModel to a file."""
    with tempfile.NamedTemporaryFile() as body:
        aws("bedrock-runtime", "invoke-model", body.name, model_id=case["modelId"], body=request)
        return json.load(body)


def embeddings(case):
    return {"vectors": invoke(case, texts=case["texts"], input_type="search_document")["embeddings"]}


def reranking(case):
    documents = [{"type": "TEXT", "textDocument": {"text": text}} for text in case["texts"]]
    configuration = {"modelConfiguration": {"modelArn": foundation_model_arn(case["modelId"])}}
    answer = aws(
        "bedrock-agent-runtime",
        "rerank",
        queries=[{"type": "TEXT", "textQuery": {"text": case["prompt"]}}],
        sources=[{"type": "INLINE", "inlineDocumentSource": document} for document in documents],
        reranking_configuration={
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": configuration,
        },
    )
    return {"ranking": [{"index": one["index"], "score": one["relevanceScore"]} for one in answer["results"]]}


def images(case):
    return {"images": invoke(case, taskType="TEXT_IMAGE", textToImageParams={"text": case["prompt"]})["images"]}


drive(
    {
        "profile life cycle": profile_life,
        "unknown operation": lambda _: or_failure(lambda: aws("bedrock", "list-provisioned-model-throughputs")),
        "chat": chat,
        "tools": loop,
        "structured output": structured_output,
        "embeddings": embeddings,
        "reranking": reranking,
        "images": images,
        "throttled, then retried": chat,
        "throttled for good": lambda case: or_failure(lambda: chat(case)),
        "denied by an SCP": lambda case: or_failure(lambda: chat(case)),
    }
)
