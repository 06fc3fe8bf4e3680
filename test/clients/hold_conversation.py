"""Asks Nova Sonic one question by voice, for speech.test.ts, and prints what was heard and said."""

import asyncio
import base64
import json
import math
import os
import struct

from aws_sdk_bedrock_runtime.client import AsyncBedrockRuntimeClient
from aws_sdk_bedrock_runtime.config import AsyncBedrockRuntimeConfig
from aws_sdk_bedrock_runtime.models import (
    BidirectionalInputPayloadPart,
    InvokeModelWithBidirectionalStreamInputChunk,
    InvokeModelWithBidirectionalStreamOperationInput,
)
from awscrt.io import ClientTlsContext, TlsContextOptions
from smithy_http.aio.crt import AWSCRTHTTPClient

RATE = 16_000
FORMAT = {
    "mediaType": "audio/lpcm",
    "sampleSizeBits": 16,
    "channelCount": 1,
    "encoding": "base64",
    "audioType": "SPEECH",
}


class Transport(AWSCRTHTTPClient):
    """The transport has no setting for the certificates that it trusts."""

    def __init__(self):
        super().__init__()
        options = TlsContextOptions()
        options.override_default_trust_store_from_path(None, os.environ["CERTIFICATE"])
        self._tls_ctx = ClientTlsContext(options)


def question():
    """Half a second of a tone, and two seconds of silence."""
    tone = [int(8_000 * math.sin(2 * math.pi * 300 * at / RATE)) for at in range(RATE // 2)]
    return base64.b64encode(struct.pack(f"<{len(tone)}h", *tone) + bytes(2 * 2 * RATE)).decode()


def text(name, role, content):
    of = {"promptName": "prompt", "contentName": name}
    kind = {"type": "TEXT", "role": role, "interactive": False, "textInputConfiguration": {"mediaType": "text/plain"}}
    return [("contentStart", {**of, **kind}), ("textInput", {**of, "content": content}), ("contentEnd", of)]


def conversation():
    voice = {**FORMAT, "sampleRateHertz": 24_000, "voiceId": "matthew"}
    microphone = {"promptName": "prompt", "contentName": "microphone"}
    kind = {"type": "AUDIO", "role": "USER", "interactive": True}
    return [
        ("sessionStart", {"inferenceConfiguration": {"maxTokens": 200, "topP": 0.9, "temperature": 0.7}}),
        (
            "promptStart",
            {
                "promptName": "prompt",
                "textOutputConfiguration": {"mediaType": "text/plain"},
                "audioOutputConfiguration": voice,
            },
        ),
        *text("system", "SYSTEM", "You are kind."),
        *text("transcript", "USER", "What is granite?"),
        ("contentStart", {**microphone, **kind, "audioInputConfiguration": {**FORMAT, "sampleRateHertz": RATE}}),
        ("audioInput", {**microphone, "content": question()}),
        ("contentEnd", microphone),
    ]


async def hold():
    config = await AsyncBedrockRuntimeConfig.resolve(transport=Transport())
    client = AsyncBedrockRuntimeClient(config=config)
    call = InvokeModelWithBidirectionalStreamOperationInput(model_id="amazon.nova-2-sonic-v1:0")
    heard, said, audio = [], [], 0
    async with client, await client.invoke_model_with_bidirectional_stream(call) as stream:

        async def say(name, body):
            part = BidirectionalInputPayloadPart(bytes_=json.dumps({"event": {name: body}}).encode())
            await stream.input_stream.send(InvokeModelWithBidirectionalStreamInputChunk(value=part))

        for name, body in conversation():
            await say(name, body)
        _, events = await stream.await_output()
        async for event in events:
            [(name, body)] = json.loads(event.value.bytes_)["event"].items()
            if name == "textOutput":
                (heard if body["role"] == "USER" else said).append(body["content"])
            elif name == "audioOutput":
                audio += 1
            elif name == "contentEnd" and body["type"] == "TEXT" and body["stopReason"] == "END_TURN":
                await say("promptEnd", {"promptName": "prompt"})
                await say("sessionEnd", {})
                await stream.input_stream.close()
    return {"heard": heard, "said": said, "audio": audio}


print(json.dumps(asyncio.run(hold())))
