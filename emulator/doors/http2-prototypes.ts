import { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import express, { type Express } from "express";

/**
 * Lets an Express app serve Node's HTTP/2 requests.
 *
 * Express gives every request and response its own prototypes, which stand on those of HTTP/1.1; on an HTTP/2 request they
 * would hide what it is made of. This app's prototypes carry the same Express methods on HTTP/2's ground instead.
 */
export function useHttp2Prototypes(app: Express): Express {
  const application = { value: app, configurable: true, enumerable: true, writable: true };
  return Object.assign(app, {
    request: Object.create(http2Request, { app: application }),
    response: Object.create(http2Response, { app: application }),
  });
}

const http2Request = Object.create(
  Http2ServerRequest.prototype,
  Object.getOwnPropertyDescriptors(express.request as object),
) as object;

const http2Response = Object.create(
  Http2ServerResponse.prototype,
  Object.getOwnPropertyDescriptors(express.response as object),
) as object;
