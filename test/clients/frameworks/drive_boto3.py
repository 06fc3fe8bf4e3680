import json

import boto3
from driver import MOST_STEPS, REGION, drive, foundation_model_arn, or_failure, talk
from profile_life import profile_life
from tools import Rock, recorded_tools, schema_of

# The environment tells the clients where to go.
runtime = boto3.client("bedrock-runtime", region_name=REGION)
agent_runtime = boto3.client("bedrock-agent-runtime", region_name=REGION)
bedrock = boto3.client("bedrock", region_name=REGION)


def user(text):
    return {"role": "user", "content": [{"text": text}]}


def text_of(message):
    return "".join(block.get("text", "") for block in message["content"])


def counts_of(usage):
    return {"input": usage["inputTokens"], "output": usage["outputTokens"]}


def converse(**request):
    answer = runtime.converse(**request)
    return answer["output"]["message"], answer["stopReason"], counts_of(answer["usage"]), []


def converse_stream(pieces=None, **request):
    """The message that the events make, its stop reason and usage, and the texts, which `pieces` gets as they come."""
    pieces = [] if pieces is None else pieces
    content, started, text = [], None, ""
    for event in runtime.converse_stream(**request)["stream"]:
        [(kind, value)] = event.items()
        if kind == "contentBlockStart":
            started = {**value["start"]["toolUse"], "input": ""}
        elif kind == "contentBlockDelta" and "toolUse" in value["delta"]:
            started["input"] += value["delta"]["toolUse"]["input"]
        elif kind == "contentBlockDelta":
            pieces.append(value["delta"]["text"])
            text += value["delta"]["text"]
        elif kind == "contentBlockStop":
            use = started and {**started, "input": json.loads(started["input"])}
            content.append({"toolUse": use} if use else {"text": text})
            started, text = None, ""
        elif kind == "messageStop":
            stop_reason = value["stopReason"]
        elif kind == "metadata":
            usage = counts_of(value["usage"])
    return {"role": "assistant", "content": content}, stop_reason, usage, pieces


def chat(case):
    message, _, usage, _ = converse(modelId=case["modelId"], messages=[user(case["prompt"])])
    return {"text": text_of(message), "usage": usage}


def stream(case, pieces):
    message, _, usage, _ = converse_stream(pieces, modelId=case["modelId"], messages=[user(case["prompt"])])
    return {"text": text_of(message), "pieces": pieces, "usage": usage}


def loop(ask):
    def run(case):
        calls, tools = recorded_tools()
        by_name = {tool.__name__: tool for tool in tools}
        specs = [
            {"toolSpec": {"name": name, "description": tool.__doc__, "inputSchema": {"json": schema_of(tool)}}}
            for name, tool in by_name.items()
        ]
        messages = [user(case["prompt"])]
        for _ in range(MOST_STEPS):
            message, stop_reason, _, _ = ask(modelId=case["modelId"], messages=messages, toolConfig={"tools": specs})
            messages.append(message)
            if stop_reason != "tool_use":
                return {"calls": calls, "text": text_of(message)}
            uses = [block["toolUse"] for block in message["content"] if "toolUse" in block]
            results = [(use["toolUseId"], by_name[use["name"]](**use["input"])) for use in uses]
            content = [{"toolResult": {"toolUseId": use, "content": [{"text": result}]}} for use, result in results]
            messages.append({"role": "user", "content": content})
        return {"calls": calls}

    return run


def structured_output(case):
    request = {"modelId": case["modelId"], "messages": [user(case["prompt"])]}
    schema = Rock.model_json_schema()
    if "sonnet-4-5" in case["baseModel"]:
        schema["additionalProperties"] = False
        json_schema = {"name": "rock", "schema": json.dumps(schema)}
        text_format = {"type": "json_schema", "structure": {"jsonSchema": json_schema}}
        message, *_ = converse(**request, outputConfig={"textFormat": text_format})
        return {"object": json.loads(text_of(message))}
    tools = [{"toolSpec": {"name": "rock", "inputSchema": {"json": schema}}}]
    message, *_ = converse(**request, toolConfig={"tools": tools, "toolChoice": {"tool": {"name": "rock"}}})
    return {"object": next(block["toolUse"]["input"] for block in message["content"] if "toolUse" in block)}


def invoke(case, **request):
    return json.load(runtime.invoke_model(modelId=case["modelId"], body=json.dumps(request))["body"])


def embeddings(case):
    if case["baseModel"].startswith("cohere"):
        return {"vectors": invoke(case, texts=case["texts"], input_type="search_document")["embeddings"]}
    return {"vectors": [invoke(case, inputText=text)["embedding"] for text in case["texts"]]}


def reranking(case):
    model_arn = foundation_model_arn(case["modelId"])
    documents = [{"type": "TEXT", "textDocument": {"text": text}} for text in case["texts"]]
    answer = agent_runtime.rerank(
        queries=[{"type": "TEXT", "textQuery": {"text": case["prompt"]}}],
        sources=[{"type": "INLINE", "inlineDocumentSource": document} for document in documents],
        rerankingConfiguration={
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": {"modelConfiguration": {"modelArn": model_arn}},
        },
    )
    return {"ranking": [{"index": one["index"], "score": one["relevanceScore"]} for one in answer["results"]]}


def reranking_by_invoke_model(case):
    results = invoke(case, api_version=2, query=case["prompt"], documents=case["texts"])["results"]
    return {"ranking": [{"index": one["index"], "score": one["relevance_score"]} for one in results]}


def images(case):
    return {"images": invoke(case, taskType="TEXT_IMAGE", textToImageParams={"text": case["prompt"]})["images"]}


drive(
    {
        "profile life cycle": lambda case: profile_life(bedrock, case),
        "unknown operation": lambda _: or_failure(bedrock.list_provisioned_model_throughputs),
        **talk(chat, stream),
        "tools": loop(converse),
        "streamed tools": loop(converse_stream),
        "structured output": structured_output,
        "embeddings": embeddings,
        "reranking": reranking,
        "reranking by InvokeModel": reranking_by_invoke_model,
        "images": images,
    }
)
