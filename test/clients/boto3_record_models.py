"""What an app with boto3 says to models of all kinds while it is recorded, each time with the word Secretword in it."""

import base64
import json

import boto3

SECRET = "Secretword"
NOVA = "us.amazon.nova-lite-v1:0"
SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

runtime = boto3.client("bedrock-runtime")


def ask(text=SECRET):
    return [{"role": "user", "content": [{"text": text}]}]


def chat(text=SECRET):
    return [{"role": "user", "content": text}]


NATIVE = {
    "amazon.nova-canvas-v1:0": {
        "taskType": "COLOR_GUIDED_GENERATION",
        "colorGuidedGenerationParams": {"colors": ["#ff8080", "#ffb280"], "text": SECRET},
        "imageGenerationConfig": {"width": 512, "height": 512, "quality": "premium"},
    },
    "cohere.embed-english-v3": {
        "texts": [SECRET],
        "input_type": "search_document",
        "truncate": "END",
        "embedding_types": ["float", "int8"],
    },
    "amazon.titan-embed-text-v2:0": {"inputText": SECRET, "dimensions": 256, "embeddingTypes": ["float"]},
    "amazon.nova-2-multimodal-embeddings-v1:0": {
        "schemaVersion": "nova-multimodal-embed-v1",
        "taskType": "SINGLE_EMBEDDING",
        "singleEmbeddingParams": {
            "embeddingPurpose": "GENERIC_INDEX",
            "embeddingDimension": 256,
            "text": {"truncationMode": "END", "value": SECRET},
        },
    },
    "us.meta.llama3-3-70b-instruct-v1:0": {"prompt": SECRET, "max_gen_len": 20},
    "openai.gpt-oss-20b-1:0": {"messages": chat(), "reasoning_effort": "low", "max_completion_tokens": 20},
    NOVA: {"schemaVersion": "messages-v1", "messages": ask(), "inferenceConfig": {"stopSequences": [SECRET]}},
    "cohere.rerank-v3-5:0": {"query": SECRET, "documents": ["a", SECRET], "top_n": 1, "api_version": 2},
    SONNET: {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 2000,
        "thinking": {"type": "enabled", "budget_tokens": 1024},
        "system": [{"type": "text", "text": SECRET, "cache_control": {"type": "ephemeral"}}],
        "messages": chat(),
        "stop_sequences": [SECRET],
    },
}
for model, body in NATIVE.items():
    # Without a content type, as boto3 sends it when it is told none.
    runtime.invoke_model(modelId=model, body=json.dumps(body))["body"].read()

image = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PIXEL).decode()}
pictured = [{"role": "user", "content": [{"type": "image", "source": image}]}]
seen = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 20, "messages": pictured}
runtime.invoke_model(modelId=SONNET, body=json.dumps(seen))["body"].read()

try:
    runtime.invoke_model(modelId=NOVA, body=b'{"messages": [' + SECRET.encode())
    raise AssertionError("a body that is no JSON was answered")
except runtime.exceptions.ValidationException:
    pass

runtime.converse(
    modelId=SONNET,
    messages=ask(),
    system=[{"text": SECRET}],
    inferenceConfig={"maxTokens": 2000, "stopSequences": [SECRET]},
    additionalModelRequestFields={"thinking": {"type": "enabled", "budget_tokens": 1024}},
    requestMetadata={"team": SECRET},
)
document = {"document": {"format": "txt", "name": SECRET, "source": {"bytes": SECRET.encode()}}}
runtime.converse(modelId=NOVA, messages=[{"role": "user", "content": [{"text": SECRET}, document]}])

schema = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city", "days"]}
tool_config = {
    "tools": [{"toolSpec": {"name": "get_weather", "description": "d", "inputSchema": {"json": schema}}}],
    "toolChoice": {"tool": {"name": "get_weather"}},
}
said = runtime.converse(modelId=NOVA, messages=ask(), toolConfig=tool_config)["output"]["message"]
(use,) = [block["toolUse"] for block in said["content"] if "toolUse" in block]
result = {"toolUseId": use["toolUseId"], "status": "success", "content": [{"json": {"sky": SECRET, "phone": 5551234567}}]}
answer = {"role": "user", "content": [{"toolResult": result}]}
runtime.converse(modelId=NOVA, messages=[*ask(), said, answer], toolConfig=tool_config)
list(runtime.converse_stream(modelId=NOVA, messages=ask())["stream"])
