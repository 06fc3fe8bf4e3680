"""Drives the route that the first argument names: `converse` or `invoke`."""

import json
import sys

import litellm
from driver import ENDPOINT, MOST_STEPS, REGION, drive, foundation_model_arn, is_profile, talk
from tools import Rock, recorded_tools, schema_of

ROUTE = sys.argv[1]
SETTINGS = {"api_base": ENDPOINT, "aws_region_name": REGION}


def model_of(case, route=f"{ROUTE}/"):
    """The model, and behind it the profile that stands for it."""
    profile = {"model_id": case["modelId"]} if is_profile(case) else {}
    return {"model": f"bedrock/{route}{case['baseModel']}", **profile, **SETTINGS}


def completion(case, messages, **more):
    return litellm.completion(**model_of(case), messages=messages, **more)


def streamed(case, messages, pieces=None, **more):
    """All of a stream as one completion; `pieces` gets the texts as they come."""
    chunks = []
    for chunk in completion(case, messages, stream=True, stream_options={"include_usage": True}, **more):
        chunks.append(chunk)
        if pieces is not None and chunk.choices and chunk.choices[0].delta.content:
            pieces.append(chunk.choices[0].delta.content)
    return litellm.stream_chunk_builder(chunks, messages=messages)


def user(text):
    return {"role": "user", "content": text}


def counts_of(answer):
    return {"input": answer.usage.prompt_tokens, "output": answer.usage.completion_tokens}


def chat(case):
    answer = completion(case, [user(case["prompt"])])
    return {"text": answer.choices[0].message.content, "usage": counts_of(answer)}


def stream(case, pieces):
    answer = streamed(case, [user(case["prompt"])], pieces)
    return {"text": answer.choices[0].message.content, "pieces": pieces, "usage": counts_of(answer)}


def loop(ask):
    def run(case):
        calls, functions = recorded_tools()
        by_name = {function.__name__: function for function in functions}
        tools = [
            {
                "type": "function",
                "function": {"name": name, "description": function.__doc__, "parameters": schema_of(function)},
            }
            for name, function in by_name.items()
        ]
        messages = [user(case["prompt"])]
        for _ in range(MOST_STEPS):
            message = ask(case, messages, tools=tools).choices[0].message
            messages.append(message)
            if not message.tool_calls:
                return {"calls": calls, "text": message.content}
            for call in message.tool_calls:
                result = by_name[call.function.name](**json.loads(call.function.arguments))
                messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
        return {"calls": calls}

    return run


def structured_output(case):
    answer = completion(case, [user(case["prompt"])], response_format=Rock)
    return {"object": json.loads(answer.choices[0].message.content)}


def embeddings(case):
    answer = litellm.embedding(**model_of(case, route=""), input=case["texts"])
    return {"vectors": [one["embedding"] for one in answer.data]}


def reranking(case):
    arn = foundation_model_arn(case["modelId"])
    answer = litellm.rerank(model=f"bedrock/{arn}", query=case["prompt"], documents=case["texts"], **SETTINGS)
    return {"ranking": [{"index": one["index"], "score": one["relevance_score"]} for one in answer.results]}


def images(case):
    answer = litellm.image_generation(**model_of(case, route=""), prompt=case["prompt"])
    return {"images": [one.b64_json for one in answer.data]}


drive(
    {
        **talk(chat, stream),
        "tools": loop(completion),
        "streamed tools": loop(streamed),
        "structured output": structured_output,
        "embeddings": embeddings,
        "reranking": reranking,
        "images": images,
    }
)
