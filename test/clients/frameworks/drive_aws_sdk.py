"""Drives the AWS SDK for Python that is not built on botocore. The environment tells it where to go."""

import asyncio

from aws_sdk_bedrock_runtime.client import AsyncBedrockRuntimeClient
from aws_sdk_bedrock_runtime.models import (
    ContentBlockDeltaText,
    ContentBlockText,
    ConverseInput,
    ConverseStreamInput,
    ConverseStreamOutputContentBlockDelta,
    ConverseStreamOutputMetadata,
    Message,
)
from driver import drive, talk


def request(case):
    content = [ContentBlockText(value=case["prompt"])]
    return {"model_id": case["modelId"], "messages": [Message(role="user", content=content)]}


def counts_of(usage):
    return {"input": usage.input_tokens, "output": usage.output_tokens}


async def chat(case):
    async with AsyncBedrockRuntimeClient() as client:
        answer = await client.converse(ConverseInput(**request(case)))
    text = "".join(block.value for block in answer.output.value.content)
    return {"text": text, "usage": counts_of(answer.usage)}


async def stream(case, pieces):
    usage = None
    async with AsyncBedrockRuntimeClient() as client:
        async with await client.converse_stream(ConverseStreamInput(**request(case))) as running:
            async for event in running.output_stream:
                match event:
                    case ConverseStreamOutputContentBlockDelta(value=part):
                        if isinstance(part.delta, ContentBlockDeltaText):
                            pieces.append(part.delta.value)
                    case ConverseStreamOutputMetadata(value=metadata):
                        usage = counts_of(metadata.usage)
                    case _ if isinstance(event.value, Exception):
                        # An exception in mid-stream comes as an event.
                        raise event.value
    return {"text": "".join(pieces), "pieces": pieces, "usage": usage}


drive(talk(lambda case: asyncio.run(chat(case)), lambda case, pieces: asyncio.run(stream(case, pieces))))
