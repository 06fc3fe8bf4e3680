import { z } from "zod";

const form = { error: "the output goes to { folder: DIRECTORY } or to { s3: URL }" };

/** Where the jobs that leave files leave them, and where they find their input; in the emulator's memory when absent. */
export const output = z.union(
  [
    z.strictObject({ folder: z.string().min(1) }),
    z.strictObject({
      s3: z.url({
        protocol: /^https?$/,
        error: "this is the URL of an S3 endpoint, for example http://localhost:9000",
      }),
      region: z.string().min(1).optional(),
      accessKeyId: z.string().min(1).optional(),
      secretAccessKey: z.string().min(1).optional(),
    }),
  ],
  form,
);
