import { z } from "zod";

/** Forms that several sections share. */
const accountForm = "an account is 12 digits, in quotes";
export const account = z.string(accountForm).regex(/^\d{12}$/, accountForm);

/** One string or several. */
export const oneOrMany = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: "this is a text or a list of texts",
});

/** The pattern and lengths of tags in AWS's API model, which holds them for requests. */
const tagCharacters = /^[a-zA-Z0-9\s._:/=+@-]*$/;
const tagForm = "a tag is letters, digits, white space and . _ : / = + @ -";
export const tags = z.record(
  z.string().min(1).max(128).regex(tagCharacters, tagForm),
  z.string().max(256).regex(tagCharacters, tagForm),
);
