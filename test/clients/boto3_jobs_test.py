"""Drives an emulator with the scenario jobs.yaml with boto3: films, embeddings and batches that take minutes of the emulator's
clock, which stands still until the test moves it. python_tests.py says how it is run.
"""

import itertools
import json
import os
import sys
import unittest
import urllib.request

import boto3
import python_tests
from botocore.exceptions import ClientError

REEL = "amazon.nova-reel-v1:1"
MARENGO = "twelvelabs.marengo-embed-2-7-v1:0"
US_NOVA = "us.amazon.nova-lite-v1:0"
ROLE = "arn:aws:iam::{}:role/batch"

accounts = itertools.count(777766660001)
endpoint = os.environ.get("AWS_ENDPOINT_URL_BEDROCK", "")


def admin(method, path, body=None, content_type="application/json"):
    request = urllib.request.Request(f"{endpoint}/_outcrop/{path}", body, {"content-type": content_type}, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def advance(duration):
    admin("POST", "clock", json.dumps({"advance": duration}).encode())


class Jobs(unittest.TestCase):
    mode = "on a clock that stands still"

    def setUp(self):
        self.account = str(next(accounts))
        self.bucket = f"bucket-{self.account}"

    def client(self, service):
        return boto3.client(
            service, region_name="us-east-1", aws_access_key_id=self.account, aws_secret_access_key="outcrop"
        )

    def file(self, key):
        return admin("GET", f"outputs/{self.bucket}/{key}")

    def test_makes_a_film(self):
        """a film is in progress for 90 seconds, and an MP4 file from then on"""
        runtime = self.client("bedrock-runtime")
        arn = runtime.start_async_invoke(
            modelId=REEL,
            modelInput={
                "taskType": "TEXT_VIDEO",
                "textToVideoParams": {"text": "A granite cliff"},
                "videoGenerationConfig": {"durationSeconds": 6, "fps": 24, "dimension": "1280x720"},
            },
            outputDataConfig={"s3OutputDataConfig": {"s3Uri": f"s3://{self.bucket}/films"}},
            tags=[{"key": "team", "value": "a"}],
        )["invocationArn"]
        self.assertEqual(runtime.get_async_invoke(invocationArn=arn)["status"], "InProgress")
        advance("PT90S")
        invocation = runtime.get_async_invoke(invocationArn=arn)
        self.assertEqual(invocation["status"], "Completed")
        self.assertEqual((invocation["endTime"] - invocation["submitTime"]).total_seconds(), 90)
        uri = invocation["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"]
        folder = uri.removeprefix(f"s3://{self.bucket}/")
        self.assertEqual(self.file(f"{folder}/output.mp4")[4:8], b"ftyp")
        listed = runtime.list_async_invokes(statusEquals="Completed")["asyncInvokeSummaries"]
        self.assertEqual([one["invocationArn"] for one in listed], [arn])
        tags = self.client("bedrock").list_tags_for_resource(resourceARN=arn)["tags"]
        self.assertEqual(tags, [{"key": "team", "value": "a"}])

    def test_embeds(self):
        """a text is embedded asynchronously"""
        runtime = self.client("bedrock-runtime")
        arn = runtime.start_async_invoke(
            modelId=MARENGO,
            modelInput={"inputType": "text", "inputText": "Granite"},
            outputDataConfig={"s3OutputDataConfig": {"s3Uri": f"s3://{self.bucket}"}},
        )["invocationArn"]
        advance("PT1M")
        self.assertEqual(runtime.get_async_invoke(invocationArn=arn)["status"], "Completed")
        output = json.loads(self.file(f"{arn.split('/')[1]}/output.json"))
        self.assertEqual(len(output["data"][0]["embedding"]), 1024)

    def test_refuses_other_models(self):
        """a model that answers at once is refused"""
        with self.assertRaises(ClientError) as caught:
            self.client("bedrock-runtime").start_async_invoke(
                modelId="amazon.nova-lite-v1:0",
                modelInput={"messages": []},
                outputDataConfig={"s3OutputDataConfig": {"s3Uri": f"s3://{self.bucket}"}},
            )
        self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")

    def create(self, bedrock, records, **overrides):
        lines = [
            json.dumps({
                "recordId": f"RECORD{index:05}",
                "modelInput": {"messages": [{"role": "user", "content": [{"text": f"Question {index}"}]}]},
            })
            for index in range(records)
        ]
        admin("PUT", f"outputs/{self.bucket}/in.jsonl", "\n".join(lines).encode(), "application/jsonl")
        request = {
            "jobName": "questions",
            "roleArn": ROLE.format(self.account),
            "modelId": US_NOVA,
            "inputDataConfig": {"s3InputDataConfig": {"s3Uri": f"s3://{self.bucket}/in.jsonl"}},
            "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": f"s3://{self.bucket}/out/"}},
        }
        return bedrock.create_model_invocation_job(**{**request, **overrides})["jobArn"]

    def test_answers_batches(self):
        """a batch over a profile goes through its states and leaves an answer for each record"""
        bedrock = self.client("bedrock")
        arn = self.create(bedrock, 100)
        seen = []
        for wait in ["PT0S", "PT15S", "PT45S", "PT60S", "PT70S"]:
            advance(wait)
            seen.append(bedrock.get_model_invocation_job(jobIdentifier=arn)["status"])
        self.assertEqual(seen, ["Submitted", "Validating", "Scheduled", "InProgress", "Completed"])
        job = bedrock.get_model_invocation_job(jobIdentifier=arn.split("/")[1])
        self.assertEqual(job["modelId"], f"arn:aws:bedrock:us-east-1:{self.account}:inference-profile/{US_NOVA}")
        self.assertEqual(job["successRecordCount"], 100)
        lines = self.file(f"out/{arn.split('/')[1]}/in.jsonl.out").decode().splitlines()
        self.assertEqual([json.loads(line)["recordId"] for line in lines], [f"RECORD{at:05}" for at in range(100)])
        self.assertTrue(all(json.loads(line)["modelOutput"]["stopReason"] == "end_turn" for line in lines))
        summaries = bedrock.list_model_invocation_jobs(nameContains="quest")["invocationJobSummaries"]
        self.assertEqual([one["jobArn"] for one in summaries], [arn])

    def test_tells_why_a_batch_failed(self):
        """a batch of too few records fails when it is validated, and says why"""
        bedrock = self.client("bedrock")
        arn = self.create(bedrock, 99)
        advance("PT1M")
        job = bedrock.get_model_invocation_job(jobIdentifier=arn)
        self.assertEqual(job["status"], "Failed")
        self.assertEqual(
            job["message"], f"Batch job {arn} contains less records (99) than the required minimum of: 100"
        )

    def test_stops_batches(self):
        """a batch is stopped once, and not twice"""
        bedrock = self.client("bedrock")
        arn = self.create(bedrock, 100)
        bedrock.stop_model_invocation_job(jobIdentifier=arn)
        self.assertEqual(bedrock.get_model_invocation_job(jobIdentifier=arn)["status"], "Stopping")
        advance("PT1M")
        self.assertEqual(bedrock.get_model_invocation_job(jobIdentifier=arn)["status"], "Stopped")
        with self.assertRaises(bedrock.exceptions.ConflictException):
            bedrock.stop_model_invocation_job(jobIdentifier=arn)


if __name__ == "__main__":
    python_tests.main(sys.modules["__main__"])
