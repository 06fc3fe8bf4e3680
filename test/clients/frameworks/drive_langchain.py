"""Drives ChatBedrockConverse, or with the argument `invoke` ChatBedrock, which goes through InvokeModel."""

import sys

import boto3
from driver import ENDPOINT, MOST_STEPS, REGION, drive, foundation_model_arn, is_profile, talk
from langchain_aws import BedrockEmbeddings, BedrockRerank, ChatBedrock, ChatBedrockConverse
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from tools import Rock, recorded_tools

SETTINGS = {"endpoint_url": ENDPOINT, "region_name": REGION}
INVOKE = sys.argv[1:] == ["invoke"]


def chat_model(case):
    chosen = ChatBedrock if INVOKE else ChatBedrockConverse
    # Which model is behind the ARN of an application profile it finds by GetInferenceProfile.
    return chosen(**SETTINGS, **provider_of(case), model=case["modelId"])


def provider_of(case):
    """An ARN does not tell it."""
    return {"provider": case["baseModel"].split(".")[0]} if is_profile(case) else {}


def counts_of(message):
    return {"input": message.usage_metadata["input_tokens"], "output": message.usage_metadata["output_tokens"]}


def chat(case):
    answer = chat_model(case).invoke(case["prompt"])
    return {"text": answer.text, "usage": counts_of(answer)}


def streamed(model, messages, pieces=None):
    """All of a stream as one message; `pieces` gets the texts as they come."""
    whole = None
    for chunk in model.stream(messages):
        whole = chunk if whole is None else whole + chunk
        if pieces is not None and chunk.text != "":
            pieces.append(chunk.text)
    return whole


def stream(case, pieces):
    whole = streamed(chat_model(case), case["prompt"], pieces)
    return {"text": whole.text, "pieces": pieces, "usage": counts_of(whole)}


def loop(ask):
    def run(case):
        calls, functions = recorded_tools()
        tools = {function.__name__: tool(function) for function in functions}
        model = chat_model(case).bind_tools(list(tools.values()))
        messages = [HumanMessage(case["prompt"])]
        for _ in range(MOST_STEPS):
            answer = ask(model, messages)
            messages.append(answer)
            if not answer.tool_calls:
                return {"calls": calls, "text": answer.text}
            messages += [tools[call["name"]].invoke(call) for call in answer.tool_calls]
        return {"calls": calls}

    return run


def structured_output(case):
    return {"object": chat_model(case).with_structured_output(Rock).invoke(case["prompt"]).model_dump()}


def embeddings(case):
    model = BedrockEmbeddings(**SETTINGS, **provider_of(case), model_id=case["modelId"])
    return {"vectors": model.embed_documents(case["texts"])}


def reranking(case):
    arn = foundation_model_arn(case["modelId"])
    # It takes no endpoint_url of its own: https://github.com/langchain-ai/langchain-aws/blob/main/libs/aws/langchain_aws/document_compressors/rerank.py
    client = boto3.client("bedrock-agent-runtime", **SETTINGS)
    ranked = BedrockRerank(client=client, model_arn=arn).rerank(case["texts"], case["prompt"], top_n=len(case["texts"]))
    return {"ranking": [{"index": one["index"], "score": one["relevance_score"]} for one in ranked]}


drive(
    {
        **talk(chat, stream),
        "tools": loop(lambda model, messages: model.invoke(messages)),
        "streamed tools": loop(streamed),
        "structured output": structured_output,
        "embeddings": embeddings,
        "reranking": reranking,
    }
)
