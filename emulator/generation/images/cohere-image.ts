import { awsError } from "../../errors.ts";
import type { ImageFormat } from "./image-size.ts";
import { type InputImage, readDataUri } from "./input-image.ts";

const MOST_BYTES = 5 * 1024 * 1024;

/** An image that Cohere Embed is to embed; throws where there is none that it reads, naming the place of the data URI. */
export function readEmbeddedImage(uri: string, formats: readonly ImageFormat[], path: string): InputImage {
  const image = readDataUri(uri, formats);
  const problem = image ? undefined : `not a data URI of a ${formats.join(" or ")} image in base64`;
  if (!image || image.bytes.length > MOST_BYTES) {
    throw awsError("mediaInvalid", { path, problem: problem ?? `the image is larger than ${MOST_BYTES} bytes` });
  }
  return image;
}

/**
 * What an answer says of an image. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html; the
 * depth is assumed: the pixels are not looked at.
 */
export function describeImage({ size }: InputImage) {
  return { width: size.width, height: size.height, format: size.format, bit_depth: 24 };
}
