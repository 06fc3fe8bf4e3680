"""Does the cases on standard input one after the other, and reports each on file descriptor 3, as driver.ts does."""

import json
import os
import sys
import traceback

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


def is_profile(case):
    return case["modelId"] != case["baseModel"]


def foundation_model_arn(model_id):
    return f"arn:aws:bedrock:{REGION}::foundation-model/{model_id}"
