import { z } from "zod";
import { about } from "./common.ts";

const form = { error: "the output goes to { folder: DIRECTORY } or to { s3: URL }" };

/** Where the jobs that leave files leave them, and where they find their input; in the emulator's memory when absent. */
export const output = z
  .union(
    [
      z.strictObject({
        folder: z.string().min(1).meta(about("A directory; `s3://bucket/key` is `bucket/key` below it.", "./outputs")),
      }),
      z.strictObject({
        s3: z
          .url({
            protocol: /^https?$/,
            error: "this is the URL of an S3 endpoint, for example http://localhost:9000",
          })
          .meta(about("The URL of an S3 endpoint.", "http://localhost:9000")),
        region: z
          .string()
          .min(1)
          .optional()
          .meta(about("The Region that is signed for; us-east-1 when absent.", "eu-west-1")),
        accessKeyId: z.string().min(1).optional().meta(about("Signs the requests to S3; `test` when absent.", "test")),
        secretAccessKey: z
          .string()
          .min(1)
          .optional()
          .meta(about("Signs the requests to S3; `test` when absent.", "test")),
      }),
    ],
    form,
  )
  .meta(
    about("Where jobs that leave files leave them, and find their input; in memory when absent.", {
      folder: "./outputs",
    }),
  );
