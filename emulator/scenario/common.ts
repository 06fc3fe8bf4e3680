import { z } from "zod";

/** What editors show of a section or key, and values that may stand there: `.meta(about("…", "us-east-1"))`. */
export const about = (description: string, ...examples: readonly unknown[]) => ({
  description,
  ...(examples.length > 0 && { examples: [...examples] }),
});

/** Forms that several sections share. */
const accountForm = "an account is 12 digits, in quotes";
export const account = z
  .string(accountForm)
  .regex(/^\d{12}$/, accountForm)
  .meta(about("An AWS account: 12 digits, in quotes.", "123456789012"));

/** One string or several. */
export const oneOrMany = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: "this is a text or a list of texts",
});

/** The pattern and lengths of tags in AWS's API model, which holds them for requests. */
const tagCharacters = /^[a-zA-Z0-9\s._:/=+@-]*$/;
const tagForm = "a tag is letters, digits, white space and . _ : / = + @ -";
export const tags = z
  .record(z.string().min(1).max(128).regex(tagCharacters, tagForm), z.string().max(256).regex(tagCharacters, tagForm))
  .meta(about("Tags: keys and values.", { team: "a", costCenter: "100" }));
