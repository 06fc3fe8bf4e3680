"""Does the cases on standard input one after the other, and reports each on file descriptor 3, as driver.ts does."""

import asyncio
import json
import os
import sys
import traceback
from unittest.mock import patch

from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"]
REGION = "us-east-1"
# An agent that has not come to its end after so many steps never will.
MOST_STEPS = 6


def drive(behaviours):
    with os.fdopen(3, "w") as reports:
        for case in json.load(sys.stdin):
            try:
                report = {"outcome": behaviours[case["behaviour"]](case)}
            except Exception:
                report = {"error": traceback.format_exc()}
            print(json.dumps(report), file=reports, flush=True)


def or_failure(call):
    """What came of a call that may fail, or how it failed."""
    try:
        return call()
    except Exception as error:
        return {"failure": told(error)}


def talk(chat, stream):
    """The behaviours of a client that answers at once and in streams: also what becomes of them when something goes wrong.

    `stream` takes a list besides the case, for the texts as they come, so that they are known when the stream fails.
    """

    def chat_or_fail(case):
        return or_failure(lambda: chat(case))

    def chat_at_once(case):
        """Without the waits between attempts, which are minutes where a framework tries again what its SDK has given up."""

        sleep = asyncio.sleep
        with patch("time.sleep"), patch("asyncio.sleep", lambda _: sleep(0)):
            return chat_or_fail(case)

    def stream_or_fail(case):
        pieces = []
        return {"pieces": pieces, **or_failure(lambda: stream(case, pieces))}

    return {
        "chat": chat,
        "stream": lambda case: stream(case, []),
        "throttled, then retried": chat_or_fail,
        "throttled for good": chat_at_once,
        "denied by an SCP": chat_or_fail,
        "exception in mid-stream": stream_or_fail,
    }


def told(error):
    """botocore names an error by its code; others by their class, and tell their status as `status_code`."""
    if isinstance(error, ClientError):
        code = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        type_of, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    else:
        code = getattr(error, "status_code", None)
        type_of, message = type(error).__name__, str(error)
    return {"type": type_of, "message": message, **({} if code is None else {"status": code})}


def is_profile(case):
    return case["modelId"] != case["baseModel"]


def foundation_model_arn(model_id):
    return f"arn:aws:bedrock:{REGION}::foundation-model/{model_id}"
