"""Drives an emulator with the scenario failures.yaml with boto3, in each of its retry modes: what is tried again, how often,
and how errors surface. The emulator's journal tells the attempts of each call. python_tests.py says how it is run.
"""

import itertools
import json
import os
import sys
import unittest
import urllib.request

import boto3
import python_tests
from botocore.config import Config
from botocore.eventstream import ChecksumMismatch
from botocore.exceptions import ClientError, EventStreamError
from urllib3.exceptions import ProtocolError

NOVA = "amazon.nova-lite-v1:0"
CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0"
TOO_MANY_REQUESTS = "Too many requests, please wait before trying again."
TOO_MANY_TOKENS = "Too many tokens, please wait before trying again."
UNAVAILABLE = "Bedrock is unable to process your request."
UNEXPECTED = "The system encountered an unexpected error during processing. Try your request again."
MALFORMED = "Malformed input request, please reformat your input and try again."

# The accounts that failures.yaml treats in a way of their own.
DENIED_ACCOUNT = "777788889999"
MINUTE_ACCOUNT = "222200001111"
NO_TOKENS_ACCOUNT = "222200002222"

accounts = itertools.count(666677770001)
endpoint = os.environ.get("AWS_ENDPOINT_URL_BEDROCK", "")


def saying(text, model_id=NOVA):
    return {"modelId": model_id, "messages": [{"role": "user", "content": [{"text": text}]}]}


def entries_of(account):
    with urllib.request.urlopen(endpoint + "/_outcrop/journal") as response:
        entries = json.load(response)["entries"]
    return [entry for entry in entries if entry.get("account") == account]


def calls_of(account):
    """The attempts of each call, which boto3 names in amz-sdk-invocation-id: their numbers, limits, statuses and codes."""
    calls = {}
    for entry in entries_of(account):
        attempt = entry["attempt"]
        code = entry.get("error", {}).get("code")
        told = (attempt["number"], attempt.get("max"), entry["status"], code)
        calls.setdefault(attempt["invocationId"], []).append(told)
    return list(calls.values())


def advance(duration):
    """Moves the emulator's clock forward."""
    body = json.dumps({"advance": duration}).encode()
    urllib.request.urlopen(
        urllib.request.Request(endpoint + "/_outcrop/clock", body, {"content-type": "application/json"})
    ).close()


class Boto3:
    """The tests, run once for each retry mode, all at the same time: backing off takes real time."""

    # Of the mode: the attempts of a call, and the limits that they tell.
    attempts = 3
    limits = (3, 3, 3)

    def setUp(self):
        self.account = str(next(accounts))

    def runtime(self, account=None, region="us-east-1"):
        # A session cannot be shared between threads.
        return boto3.session.Session().client(
            "bedrock-runtime",
            region_name=region,
            aws_access_key_id=account or self.account,
            aws_secret_access_key="outcrop",
            config=Config(retries=self.retries),
        )

    def assert_attempts(self, *outcomes, account=None):
        """The account has made one call, whose attempts ended with these statuses and codes."""
        expected = [(n, limit, *end) for n, limit, end in zip(itertools.count(1), self.limits, outcomes)]
        self.assertEqual(calls_of(account or self.account), [expected])

    def assert_fails(self, call, code, status, message, retries, **request):
        with self.assertRaises(ClientError) as caught:
            call(**request)
        self.assertIsInstance(caught.exception, getattr(call.__self__.exceptions, code))
        response = caught.exception.response
        self.assertEqual(response["Error"], {"Code": code, "Message": message})
        metadata = response["ResponseMetadata"]
        self.assertEqual((metadata["HTTPStatusCode"], metadata["RetryAttempts"]), (status, retries))
        self.assertEqual("(reached max retries: " in str(caught.exception), retries > 0)
        return response

    def assert_recovers(self, text, status, code):
        answer = self.runtime().converse(**saying(text))
        self.assertEqual(answer["output"]["message"]["role"], "assistant")
        self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 1)
        self.assert_attempts((status, code), (200, None))

    def assert_gives_up(self, text, code, status, message, account=None):
        converse = self.runtime(account).converse
        self.assert_fails(converse, code, status, message, self.attempts - 1, **saying(text))
        self.assert_attempts(*[(status, code)] * self.attempts, account=account)

    def assert_not_retried(self, text, code, status, message):
        response = self.assert_fails(self.runtime().converse, code, status, message, 0, **saying(text))
        self.assert_attempts((status, code))
        return response

    def assert_denied(self, model_id, resource, region):
        runtime = self.runtime(DENIED_ACCOUNT)
        for call, action in (
            (runtime.converse, "bedrock:InvokeModel"),
            (runtime.converse_stream, "bedrock:InvokeModelWithResponseStream"),
        ):
            message = (
                f"User: arn:aws:iam::{DENIED_ACCOUNT}:user/outcrop is not authorized to perform: {action} "
                f"on resource: {resource} with an explicit deny in a service control policy"
            )
            response = self.assert_fails(call, "AccessDeniedException", 403, message, 0, **saying("hello", model_id))
            id = response["ResponseMetadata"]["RequestId"]
            [entry] = [
                entry
                for entry in entries_of(DENIED_ACCOUNT)
                if entry["modelId"] == model_id and entry["error"]["message"] == message
            ]
            self.assertEqual(entry["id"], id)
            denied = [check for check in entry["explanation"]["checks"] if not check["allowed"]]
            self.assertIn((resource, region), [(check["resource"], check["region"]) for check in denied])

    def read(self, text):
        """Reads a stream that begins well and breaks; what it has read goes to `self.kinds`."""
        self.kinds = []
        answer = self.runtime().converse_stream(**saying(text))
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
        for event in answer["stream"]:
            self.kinds += event

    def assert_began(self):
        """Three events came, and nothing was tried again."""
        self.assertEqual(self.kinds, ["messageStart", "contentBlockDelta", "contentBlockDelta"])
        [[(number, _, status, _)]] = calls_of(self.account)
        self.assertEqual((number, status), (1, 200))

    def assert_stream_throws(self, code, message):
        with self.assertRaises(EventStreamError) as caught:
            self.read(code)
        # No status and no further members: botocore gives the code, in the case of the wire, and the message.
        self.assertEqual(caught.exception.response, {"Error": {"Code": code, "Message": message}})
        self.assert_began()

    def test_recovers_from_throttling(self):
        """a call that is throttled once is tried again and gets an answer"""
        self.assert_recovers("throttled once", 429, "ThrottlingException")

    def test_recovers_from_unavailability(self):
        """a call that finds the service unavailable once is tried again and gets an answer"""
        self.assert_recovers("unavailable once", 503, "ServiceUnavailableException")

    def test_recovers_from_a_model_that_is_not_ready(self):
        """a call whose model is not ready at first is tried again and gets an answer"""
        self.assert_recovers("not ready once", 429, "ModelNotReadyException")

    def test_recovers_from_an_internal_error(self):
        """a call that meets an internal error once is tried again and gets an answer"""
        self.assert_recovers("internal error once", 500, "InternalServerException")

    def test_recovers_from_a_refused_connection(self):
        """a call whose connection is closed at once is tried again and gets an answer"""
        self.assert_recovers("refused once", 0, "ECONNRESET")

    def test_recovers_from_a_reset_connection(self):
        """a call whose connection is reset is tried again and gets an answer"""
        self.assert_recovers("reset once", 0, "ECONNRESET")

    def test_recovers_from_a_reset_within_the_answer(self):
        """a call whose connection is reset within the answer is tried again and gets an answer"""
        answer = self.runtime().converse(**saying("reset once within the answer"))
        self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 1)
        [attempts] = calls_of(self.account)
        self.assertEqual([status for _, _, status, _ in attempts], [200, 200])

    def test_recovers_a_stream(self):
        """a stream that is throttled before it begins is tried again and comes whole"""
        self.read("stream throttled once")
        self.assertEqual(self.kinds[-1], "metadata")
        self.assert_attempts((429, "ThrottlingException"), (200, None))

    def test_recovers_from_a_quota(self):
        """a call beyond the quota gets an answer once a minute of the emulator's clock has emptied it"""
        runtime = self.runtime(MINUTE_ACCOUNT)

        def on_attempt(response, **_):
            if response is not None and response[0].status_code == 429:
                advance("60s")

        runtime.meta.events.register_first("needs-retry.bedrock-runtime.Converse", on_attempt)
        runtime.converse(**saying("within the quota"))
        answer = runtime.converse(**saying("beyond the quota"))
        self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 1)
        within, beyond = calls_of(MINUTE_ACCOUNT)
        self.assertEqual([status for _, _, status, _ in within], [200])
        self.assertEqual([status for _, _, status, _ in beyond], [429, 200])

    def test_gives_up_on_throttling(self):
        """a call that is throttled for good fails after the attempts of the mode"""
        self.assert_gives_up("throttled", "ThrottlingException", 429, TOO_MANY_REQUESTS)

    def test_gives_up_on_tokens(self):
        """a call that no quota of tokens admits fails after the attempts of the mode"""
        self.assert_gives_up("hello", "ThrottlingException", 429, TOO_MANY_TOKENS, NO_TOKENS_ACCOUNT)

    def test_gives_up_on_regions_that_are_down(self):
        """a call through a profile whose destination Regions are all down fails after the attempts of the mode"""
        converse = self.runtime(region="eu-west-1").converse
        with self.assertRaises(converse.__self__.exceptions.ServiceUnavailableException):
            converse(**saying("hello", f"eu.{NOVA}"))
        self.assert_attempts(*[(503, "ServiceUnavailableException")] * self.attempts)

    def test_gives_up_on_unavailability(self):
        """a call that finds the service unavailable for good fails after the attempts of the mode"""
        self.assert_gives_up("unavailable", "ServiceUnavailableException", 503, UNAVAILABLE)

    def test_does_not_retry_model_timeouts(self):
        """a model's timeout is not tried again"""
        message = "Model has timed out in processing the request. Try your request again."
        self.assert_not_retried("model timeout", "ModelTimeoutException", 408, message)

    def test_does_not_retry_model_errors(self):
        """a model's error is not tried again and tells the model's own status"""
        response = self.assert_not_retried("model error", "ModelErrorException", 424, UNEXPECTED)
        self.assertEqual(response["originalStatusCode"], 502)

    def test_does_not_retry_invalid_requests(self):
        """an invalid request is not tried again"""
        self.assert_not_retried("invalid", "ValidationException", 400, MALFORMED)

    def test_does_not_retry_exceeded_quotas(self):
        """an exceeded service quota is not tried again"""
        request = saying("quota exceeded")
        self.assert_fails(
            self.runtime().invoke_model,
            "ServiceQuotaExceededException",
            400,
            "Your request exceeds the service quota for your account.",
            0,
            modelId=request.pop("modelId"),
            body=json.dumps(request),
        )
        self.assert_attempts((400, "ServiceQuotaExceededException"))

    def test_is_denied_a_region(self):
        """an SCP denies a geographic profile, for a Region that nobody asked for, and it is not tried again"""
        resource = f"arn:aws:bedrock:us-west-2::foundation-model/{NOVA}"
        self.assert_denied(f"us.{NOVA}", resource, "us-west-2")

    def test_is_denied_an_application_profile(self):
        """an SCP denies an application profile over a geographic one, and it is not tried again"""
        arn = f"arn:aws:bedrock:us-east-1:{DENIED_ACCOUNT}:application-inference-profile/regiondenied"
        self.assert_denied(arn, f"arn:aws:bedrock:us-west-2::foundation-model/{NOVA}", "us-west-2")

    def test_is_denied_a_global_profile(self):
        """an SCP denies a global profile, for the Region that is unspecified, and it is not tried again"""
        self.assert_denied(f"global.{CLAUDE}", f"arn:aws:bedrock:::foundation-model/{CLAUDE}", "unspecified")

    def test_stream_throttled(self):
        """throttlingException in mid-stream is an EventStreamError after the first events"""
        self.assert_stream_throws("throttlingException", TOO_MANY_REQUESTS)

    def test_stream_unavailable(self):
        """serviceUnavailableException in mid-stream is an EventStreamError after the first events"""
        self.assert_stream_throws("serviceUnavailableException", UNAVAILABLE)

    def test_stream_internal_error(self):
        """internalServerException in mid-stream is an EventStreamError after the first events"""
        self.assert_stream_throws("internalServerException", UNEXPECTED)

    def test_stream_invalid(self):
        """validationException in mid-stream is an EventStreamError after the first events"""
        self.assert_stream_throws("validationException", MALFORMED)

    def test_stream_model_error(self):
        """modelStreamErrorException in mid-stream is an EventStreamError after the first events"""
        self.assert_stream_throws("modelStreamErrorException", UNEXPECTED)

    def test_invoke_stream_throttled(self):
        """throttlingException comes after the first chunks of invoke_model_with_response_stream, too"""
        request = saying("throttlingException")
        invoke = self.runtime().invoke_model_with_response_stream
        chunks = []
        with self.assertRaisesRegex(EventStreamError, "calling the InvokeModelWithResponseStream operation"):
            for event in invoke(modelId=request.pop("modelId"), body=json.dumps(request))["body"]:
                chunks += event
        self.assertEqual(chunks, ["chunk", "chunk", "chunk"])
        self.assert_attempts((200, None))

    def test_stream_truncated(self):
        """a stream that ends within a frame ends as if all were well, without messageStop"""
        self.read("truncated")
        self.assert_began()

    def test_stream_corrupt(self):
        """a frame with a wrong checksum is a ChecksumMismatch after the first events"""
        with self.assertRaises(ChecksumMismatch):
            self.read("wrong checksum")
        self.assert_began()

    def test_stream_reset(self):
        """a stream that is reset is urllib3's ProtocolError and is not tried again"""
        # The port that Docker opens passes a reset on as an end.
        with self.assertRaisesRegex(ProtocolError, "Connection broken|Response ended prematurely"):
            self.read("stream reset")
        self.assert_attempts((200, None))


class DefaultRetries(Boto3, unittest.TestCase):
    mode = "with boto3's default retries"
    retries = None


class LegacyRetries(Boto3, unittest.TestCase):
    mode = "in the legacy retry mode"
    retries = {"mode": "legacy"}
    attempts = 5
    # The first attempt does not know yet how many there may be.
    limits = (None, 5, 5, 5, 5)


class StandardRetries(Boto3, unittest.TestCase):
    mode = "in the standard retry mode"
    retries = {"mode": "standard"}


class AdaptiveRetries(Boto3, unittest.TestCase):
    mode = "in the adaptive retry mode"
    retries = {"mode": "adaptive"}


if __name__ == "__main__":
    python_tests.main(sys.modules["__main__"], workers=8)
