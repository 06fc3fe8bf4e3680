import { describeBoto3 } from "./boto3-tests.ts";

describeBoto3("boto3_jobs_test.py", "jobs.yaml");
