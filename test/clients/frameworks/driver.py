"""Does the cases on standard input one after the other, and reports each on file descriptor 3, as driver.ts does."""

import json
import os
import sys
import traceback

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


def failure_of(call):
    """What became of a call that may fail: nothing to tell when it did not."""
    try:
        call()
        return {}
    except Exception as error:
        return {"failure": told(error)}


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
