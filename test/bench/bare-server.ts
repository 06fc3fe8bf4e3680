import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import express from "express";

/**
 * The yardstick: an Express app as it comes out of the box that parses JSON and answers a constant. Takes the constant's
 * content type and the file that it stands in.
 */
const [contentType = "application/json", file = ""] = process.argv.slice(2);
const bytes = readFileSync(file);
const isJson = contentType === "application/json";
const constant: unknown = isJson ? JSON.parse(bytes.toString()) : bytes;

const app = express();
app.use(express.json());
app.use((_request, response) => {
  if (isJson) response.json(constant);
  else response.type(contentType).send(constant);
});
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
