"""Drives a running emulator with boto3: create, tag, list, invoke, stream, delete, and the errors as boto3 surfaces them.

The environment says where the emulator is (AWS_ENDPOINT_URL_BEDROCK and _BEDROCK_RUNTIME); python_tests.py says how it is run.
"""

import itertools
import json
import os
import sys
import unittest
import unittest.mock
import urllib.request

import boto3
import python_tests
from botocore.config import Config
from botocore.exceptions import ClientError, InvalidEndpointConfigurationError

NOVA = "amazon.nova-lite-v1:0"
CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0"
TITAN = "amazon.titan-text-express-v1"
QUESTION = "Which rock lets the deepest layers be seen?"
MESSAGES = [{"role": "user", "content": [{"text": QUESTION}]}]
NOVA_BODY = json.dumps({"messages": MESSAGES})
CLAUDE_BODY = json.dumps(
    {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 300,
        "messages": [{"role": "user", "content": QUESTION}],
    }
)
IDENTIFIER_INVALID = "The provided model identifier is invalid."

accounts = itertools.count(555566660001)


def model_arn(model_id):
    return f"arn:aws:bedrock:us-east-1::foundation-model/{model_id}"


class Boto3:
    """The tests, run once for each way to retry."""

    retries = None

    def setUp(self):
        self.account = str(next(accounts))

    def client(self, service, region="us-east-1"):
        return boto3.client(
            service,
            region_name=region,
            # A 12-digit access key is the account itself.
            aws_access_key_id=self.account,
            aws_secret_access_key="outcrop",
            config=Config(retries=self.retries),
        )

    def system_arn(self, profile_id):
        return f"arn:aws:bedrock:us-east-1:{self.account}:inference-profile/{profile_id}"

    def create(self, copy_from, name="team-a", **more):
        created = self.client("bedrock").create_inference_profile(
            inferenceProfileName=name, modelSource={"copyFrom": copy_from}, **more
        )
        self.assertEqual(created["ResponseMetadata"]["HTTPStatusCode"], 201)
        self.assertEqual(created["status"], "ACTIVE")
        return created["inferenceProfileArn"]

    def journal(self):
        with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL_BEDROCK"] + "/_outcrop/journal") as response:
            entries = json.load(response)["entries"]
        return [entry for entry in entries if entry.get("account") == self.account]

    def assert_refused(self, code, status, message, call, **arguments):
        """The call fails with this error at the first attempt, as an exception of the client's own class for its code."""
        before = len(self.journal())
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], code)
        if message is not None:
            self.assertEqual(response["Error"]["Message"], message)
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)
        self.assertEqual(response["ResponseMetadata"]["RetryAttempts"], 0)
        self.assertEqual(len(self.journal()), before + 1)
        if code != "NotImplementedException":
            self.assertIsInstance(caught.exception, getattr(call.__self__.exceptions, code))
        return response

    def assert_stream_complete(self, kinds):
        repeated = [kind for kind, _ in itertools.groupby(kinds)]
        self.assertEqual(
            repeated, ["messageStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"]
        )

    def model_ids(self):
        return {
            "model id": NOVA,
            "model ARN": model_arn(NOVA),
            "system-defined profile id": f"us.{NOVA}",
            "system-defined profile ARN": self.system_arn(f"us.{NOVA}"),
            "application profile over a model": self.create(model_arn(NOVA)),
            "application profile over a system-defined profile": self.create(self.system_arn(f"us.{NOVA}")),
        }

    def test_reads_a_profile(self):
        """a profile made from a foundation model is read by its id and by its ARN"""
        bedrock = self.client("bedrock")
        arn = self.create(model_arn(NOVA), description="for team a", tags=[{"key": "team", "value": "a"}])
        self.assertRegex(
            arn, rf"^arn:aws:bedrock:us-east-1:{self.account}:application-inference-profile/[a-z0-9]{{12}}$"
        )
        by_arn = bedrock.get_inference_profile(inferenceProfileIdentifier=arn)
        by_id = bedrock.get_inference_profile(inferenceProfileIdentifier=arn[-12:])
        for profile in (by_arn, by_id):
            profile.pop("ResponseMetadata")
            self.assertIsNotNone(profile.pop("createdAt").tzinfo)
            self.assertIsNotNone(profile.pop("updatedAt").tzinfo)
            self.assertEqual(
                profile,
                {
                    "inferenceProfileName": "team-a",
                    "description": "for team a",
                    "inferenceProfileArn": arn,
                    "inferenceProfileId": arn[-12:],
                    "models": [{"modelArn": model_arn(NOVA)}],
                    "status": "ACTIVE",
                    "type": "APPLICATION",
                },
            )

    def test_copies_a_system_profile(self):
        """a profile made from a system-defined profile has a model for every destination Region"""
        arn = self.create(self.system_arn(f"us.{CLAUDE}"))
        profile = self.client("bedrock").get_inference_profile(inferenceProfileIdentifier=arn)
        regions = sorted(model["modelArn"].split(":")[3] for model in profile["models"])
        self.assertEqual(regions, ["us-east-1", "us-east-2", "us-west-2"])

    def test_pages(self):
        """boto3's paginator reads the application profiles two by two, also from where it stopped"""
        created = {self.create(model_arn(NOVA), name) for name in "abcde"}
        paginator = self.client("bedrock").get_paginator("list_inference_profiles")
        pages = list(paginator.paginate(typeEquals="APPLICATION", PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["inferenceProfileSummaries"]) for page in pages], [2, 2, 1])
        arns = [profile["inferenceProfileArn"] for page in pages for profile in page["inferenceProfileSummaries"]]
        self.assertEqual(set(arns), created)

        first = paginator.paginate(typeEquals="APPLICATION", PaginationConfig={"PageSize": 2, "MaxItems": 3})
        head = first.build_full_result()
        rest = paginator.paginate(typeEquals="APPLICATION", PaginationConfig={"StartingToken": head["NextToken"]})
        tail = rest.build_full_result()
        both = head["inferenceProfileSummaries"] + tail["inferenceProfileSummaries"]
        self.assertEqual([profile["inferenceProfileArn"] for profile in both], arns)

    def test_lists_system_profiles(self):
        """a list without a type has the system-defined profiles alone"""
        self.create(model_arn(NOVA))
        summaries = self.client("bedrock").list_inference_profiles()["inferenceProfileSummaries"]
        self.assertEqual({profile["type"] for profile in summaries}, {"SYSTEM_DEFINED"})
        ids = {profile["inferenceProfileId"] for profile in summaries}
        self.assertLessEqual({f"us.{NOVA}", f"global.{CLAUDE}"}, ids)
        self.assertNotIn(f"eu.{NOVA}", ids)

    def test_tags(self):
        """tags are put on, replaced, listed and taken away"""
        bedrock = self.client("bedrock")
        tags = [{"key": "team", "value": "a"}, {"key": "stage", "value": "test"}]
        arn = self.create(model_arn(NOVA), tags=tags)

        def listed():
            return {tag["key"]: tag["value"] for tag in bedrock.list_tags_for_resource(resourceARN=arn)["tags"]}

        self.assertEqual(listed(), {"team": "a", "stage": "test"})
        bedrock.tag_resource(resourceARN=arn, tags=[{"key": "team", "value": "b"}, {"key": "cost centre", "value": ""}])
        self.assertEqual(listed(), {"team": "b", "stage": "test", "cost centre": ""})
        bedrock.untag_resource(resourceARN=arn, tagKeys=["stage", "cost centre"])
        self.assertEqual(listed(), {"team": "b"})

    def test_converses(self):
        """converse and converse_stream say the same through every way to name a model"""
        runtime = self.client("bedrock-runtime")
        for kind, model_id in self.model_ids().items():
            with self.subTest(kind):
                request = {"modelId": model_id, "messages": MESSAGES, "inferenceConfig": {"maxTokens": 300}}
                answer = runtime.converse(**request)
                text = "".join(block["text"] for block in answer["output"]["message"]["content"])
                events = list(runtime.converse_stream(**request)["stream"])
                self.assert_stream_complete([next(iter(event)) for event in events])
                deltas = [e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e]
                self.assertNotEqual(text, "")
                self.assertEqual("".join(deltas), text)
                self.assertEqual(answer["stopReason"], "end_turn")
                usage = answer["usage"]
                self.assertGreater(usage["outputTokens"], 0)
                self.assertEqual(usage["totalTokens"], usage["inputTokens"] + usage["outputTokens"])
                streamed = events[-1]["metadata"]["usage"]
                for name in ("inputTokens", "outputTokens", "totalTokens"):
                    self.assertEqual(streamed[name], usage[name])

    def invoke(self, model_id, body):
        """The body, the token counts of the headers, and the chunks of the same request streamed."""
        runtime = self.client("bedrock-runtime")
        answer = runtime.invoke_model(modelId=model_id, body=body)
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        self.assertRegex(headers["x-amzn-bedrock-invocation-latency"], r"^\d+$")
        counts = [int(headers[f"x-amzn-bedrock-{name}-token-count"]) for name in ("input", "output")]
        stream = runtime.invoke_model_with_response_stream(modelId=model_id, body=body)["body"]
        chunks = [json.loads(event["chunk"]["bytes"]) for event in stream]
        metrics = chunks[-1]["amazon-bedrock-invocationMetrics"]
        self.assertEqual([metrics["inputTokenCount"], metrics["outputTokenCount"]], counts)
        return json.load(answer["body"]), counts, chunks

    def test_invokes_nova(self):
        """Nova's own bodies say the same, streamed or not, through every way to name a model"""
        for kind, model_id in self.model_ids().items():
            with self.subTest(kind):
                body, counts, chunks = self.invoke(model_id, NOVA_BODY)
                text = "".join(block["text"] for block in body["output"]["message"]["content"])
                deltas = [c["contentBlockDelta"]["delta"]["text"] for c in chunks if "contentBlockDelta" in c]
                self.assertNotEqual(text, "")
                self.assertEqual("".join(deltas), text)
                self.assertEqual([body["usage"]["inputTokens"], body["usage"]["outputTokens"]], counts)

    def test_invokes_claude(self):
        """Anthropic Messages say the same, streamed or not, through profiles of every kind"""
        system = self.system_arn(f"us.{CLAUDE}")
        for model_id in (f"us.{CLAUDE}", f"global.{CLAUDE}", system, self.create(system)):
            with self.subTest(model_id):
                body, counts, chunks = self.invoke(model_id, CLAUDE_BODY)
                text = "".join(block["text"] for block in body["content"])
                deltas = [c["delta"]["text"] for c in chunks if c["type"] == "content_block_delta"]
                self.assertNotEqual(text, "")
                self.assertEqual("".join(deltas), text)
                self.assertEqual([body["usage"]["input_tokens"], body["usage"]["output_tokens"]], counts)
                self.assertEqual([chunks[0]["type"], chunks[-1]["type"]], ["message_start", "message_stop"])

    def test_invokes_titan(self):
        """Titan text says the same, streamed or not, by its id and through an application profile"""
        for model_id in (TITAN, self.create(model_arn(TITAN))):
            with self.subTest(model_id):
                body, counts, chunks = self.invoke(model_id, json.dumps({"inputText": QUESTION}))
                [result] = body["results"]
                self.assertEqual(result["completionReason"], "FINISH")
                self.assertNotEqual(result["outputText"], "")
                self.assertEqual("".join(chunk["outputText"] for chunk in chunks), result["outputText"])
                self.assertEqual([body["inputTextTokenCount"], result["tokenCount"]], counts)

    def test_counts_tokens(self):
        """count_tokens of a bare model id counts what its profile uses, and refuses profiles"""
        runtime = self.client("bedrock-runtime")
        used = runtime.converse(modelId=f"us.{CLAUDE}", messages=MESSAGES)["usage"]["inputTokens"]
        counted = runtime.count_tokens(modelId=CLAUDE, input={"converse": {"messages": MESSAGES}})
        self.assertEqual(counted["inputTokens"], used)
        native = runtime.count_tokens(modelId=CLAUDE, input={"invokeModel": {"body": CLAUDE_BODY}})
        _, [invoked, _], _ = self.invoke(f"us.{CLAUDE}", CLAUDE_BODY)
        self.assertEqual(native["inputTokens"], invoked)
        for model_id in (f"us.{CLAUDE}", self.create(self.system_arn(f"us.{CLAUDE}")), NOVA):
            self.assert_refused(
                "ValidationException",
                400,
                "The provided model doesn't support counting tokens.",
                runtime.count_tokens,
                modelId=model_id,
                input={"converse": {"messages": MESSAGES}},
            )

    def test_refuses_on_demand(self):
        """a model that answers through profiles alone is refused by its id"""
        self.assert_refused(
            "ValidationException",
            400,
            f"Invocation of model ID {CLAUDE} with on-demand throughput isn\u2019t supported. "
            "Retry your request with the ID or ARN of an inference profile that contains this model.",
            self.client("bedrock-runtime").converse,
            modelId=CLAUDE,
            messages=MESSAGES,
        )

    def test_refuses_another_geography(self):
        """a profile of another geography is refused, and answers in its own"""
        request = {"modelId": f"eu.{NOVA}", "messages": MESSAGES}
        converse = self.client("bedrock-runtime").converse
        self.assert_refused("ValidationException", 400, IDENTIFIER_INVALID, converse, **request)
        answer = self.client("bedrock-runtime", "eu-west-1").converse(**request)
        self.assertEqual(answer["output"]["message"]["role"], "assistant")

    def test_deletes(self):
        """a deleted profile is gone and no longer answers"""
        bedrock = self.client("bedrock")
        runtime = self.client("bedrock-runtime")
        arn = self.create(model_arn(NOVA))
        runtime.converse(modelId=arn, messages=MESSAGES)
        bedrock.delete_inference_profile(inferenceProfileIdentifier=arn)
        self.assert_refused(
            "ResourceNotFoundException", 404, None, bedrock.get_inference_profile, inferenceProfileIdentifier=arn
        )
        for call in (runtime.converse, runtime.converse_stream):
            self.assert_refused(
                "ValidationException", 400, IDENTIFIER_INVALID, call, modelId=arn, messages=MESSAGES
            )
        for call in (runtime.invoke_model, runtime.invoke_model_with_response_stream):
            self.assert_refused("ValidationException", 400, IDENTIFIER_INVALID, call, modelId=arn, body=NOVA_BODY)

    def test_keeps_system_profiles(self):
        """a system-defined profile cannot be deleted"""
        delete = self.client("bedrock").delete_inference_profile
        self.assert_refused("ValidationException", 400, None, delete, inferenceProfileIdentifier=f"us.{NOVA}")

    def test_refuses_a_token_used_otherwise(self):
        """a client token gives the first profile again, and is a conflict with other parameters"""
        create = self.client("bedrock").create_inference_profile
        request = {"clientRequestToken": "token-1", "modelSource": {"copyFrom": model_arn(NOVA)}}
        first = create(inferenceProfileName="once", **request)["inferenceProfileArn"]
        again = create(inferenceProfileName="once", **request)["inferenceProfileArn"]
        self.assertEqual(again, first)
        self.assert_refused("ConflictException", 400, None, create, inferenceProfileName="other", **request)

    def test_tells_constraints(self):
        """broken constraints are told in AWS's words"""
        name = "a" * 65
        self.assert_refused(
            "ValidationException",
            400,
            f"1 validation error detected: Value '{name}' at 'inferenceProfileName' failed to satisfy constraint: "
            "Member must have length less than or equal to 64",
            self.client("bedrock").create_inference_profile,
            inferenceProfileName=name,
            modelSource={"copyFrom": model_arn(NOVA)},
        )
        self.assert_refused(
            "ValidationException",
            400,
            "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: "
            "Member must have value less than or equal to 1",
            self.client("bedrock-runtime").converse,
            modelId=NOVA,
            messages=MESSAGES,
            inferenceConfig={"temperature": 1.5},
        )

    def test_refuses_too_many_tags(self):
        """too many tags are an error of its own class, which names the resource"""
        arn = self.create(model_arn(NOVA))
        tags = [{"key": f"key-{index}", "value": ""} for index in range(51)]
        tag = self.client("bedrock").tag_resource
        response = self.assert_refused("TooManyTagsException", 400, None, tag, resourceARN=arn, tags=tags)
        self.assertEqual(response["resourceName"], arn)

    def test_does_not_retry_what_is_not_emulated(self):
        """what is not emulated is an error that is not worth a retry"""
        self.assert_refused(
            "NotImplementedException", 501, None, self.client("bedrock").list_marketplace_model_endpoints
        )
        self.assert_refused(
            "NotImplementedException",
            501,
            None,
            self.client("bedrock-runtime").apply_guardrail,
            guardrailIdentifier="abcdefghijkl",
            guardrailVersion="1",
            source="INPUT",
            content=[{"image": {"format": "png", "source": {"bytes": b"\x01"}}}],
        )

    def test_applies_guardrails(self):
        """a guardrail is made, versioned, applied to texts and to a model's stream, and deleted"""
        bedrock = self.client("bedrock")
        runtime = self.client("bedrock-runtime")
        created = bedrock.create_guardrail(
            name="shop",
            blockedInputMessaging="not that",
            blockedOutputsMessaging="not this",
            wordPolicyConfig={"wordsConfig": [{"text": "bluewhale"}]},
            sensitiveInformationPolicyConfig={"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]},
            tags=[{"key": "team", "value": "a"}],
        )
        guardrail = {"guardrailIdentifier": created["guardrailId"], "guardrailVersion": "1"}
        version = bedrock.create_guardrail_version(guardrailIdentifier=created["guardrailArn"])["version"]
        self.assertEqual(version, guardrail["guardrailVersion"])
        self.assertEqual(bedrock.get_guardrail(**guardrail)["status"], "READY")
        self.assertEqual([one["id"] for one in bedrock.list_guardrails()["guardrails"]], [created["guardrailId"]])

        masked = runtime.apply_guardrail(
            **guardrail, source="OUTPUT", content=[{"text": {"text": "write to bob@example.com"}}]
        )
        self.assertEqual(masked["action"], "GUARDRAIL_INTERVENED")
        self.assertEqual(masked["outputs"], [{"text": "write to {EMAIL}"}])
        policy = masked["assessments"][0]["sensitiveInformationPolicy"]
        self.assertEqual([one["action"] for one in policy["piiEntities"]], ["ANONYMIZED"])

        messages = [{"role": "user", "content": [{"text": "tell me of Bluewhale"}]}]
        stream = runtime.converse_stream(
            modelId=NOVA, messages=messages, guardrailConfig={**guardrail, "trace": "enabled"}
        )["stream"]
        events = list(stream)
        self.assertEqual(events[1]["contentBlockDelta"]["delta"], {"text": "not that"})
        self.assertEqual(events[-2]["messageStop"]["stopReason"], "guardrail_intervened")
        trace = events[-1]["metadata"]["trace"]["guardrail"]
        words = trace["inputAssessment"][created["guardrailId"]]["wordPolicy"]["customWords"]
        self.assertEqual(words, [{"match": "bluewhale", "action": "BLOCKED", "detected": True}])

        response = runtime.invoke_model(modelId=NOVA, body=json.dumps({"messages": messages}), **guardrail)
        self.assertEqual(json.loads(response["body"].read())["amazon-bedrock-guardrailAction"], "INTERVENED")

        bedrock.delete_guardrail(guardrailIdentifier=created["guardrailId"])
        self.assert_refused(
            "ValidationException",
            400,
            "The guardrail identifier or version provided in the request does not exist.",
            runtime.apply_guardrail,
            **guardrail,
            source="INPUT",
            content=[{"text": {"text": QUESTION}}],
        )


class DefaultRetries(Boto3, unittest.TestCase):
    mode = "with boto3's default retries"


class StandardRetries(Boto3, unittest.TestCase):
    mode = "in the standard retry mode"
    retries = {"mode": "standard"}


class NoRetries(Boto3, unittest.TestCase):
    mode = "without retries"
    retries = {"total_max_attempts": 1}


class Environment(unittest.TestCase):
    mode = "from the environment alone"

    def test_needs_no_more_than_the_exports(self):
        """the variables that the server prints are all that a client needs"""
        answer = boto3.client("bedrock-runtime").converse(modelId=NOVA, messages=MESSAGES)
        self.assertEqual(answer["stopReason"], "end_turn")

    def test_sends_no_api_key_in_the_clear(self):
        """a Bedrock API key of AWS_BEARER_TOKEN_BEDROCK is not sent over plain HTTP, which boto3 itself refuses"""
        with unittest.mock.patch.dict(os.environ, {"AWS_BEARER_TOKEN_BEDROCK": "bedrock-api-key-of-the-test"}):
            runtime = boto3.session.Session(region_name="us-east-1").client("bedrock-runtime")
            with self.assertRaisesRegex(InvalidEndpointConfigurationError, "requires an HTTPS endpoint"):
                runtime.converse(modelId=NOVA, messages=MESSAGES)


if __name__ == "__main__":
    python_tests.main(sys.modules["__main__"])
