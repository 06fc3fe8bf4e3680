import { writeFile } from "node:fs/promises";
import { type ClientHttp2Session, connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { converseStream } from "./cases.ts";
import { startMonitored } from "./servers.ts";

// 1,000 ConverseStream requests at once, over HTTP/2 as the default JavaScript client sends them, each of which takes some
// seconds: what the server keeps of them in memory, and for how long its event loop stands still.

const STREAMS = 1_000;
/** As many streams as a client opens on one connection. */
const PER_CONNECTION = 100;
const LARGEST_MEMORY_MB = 150;
const LONGEST_STALL_MS = 50;

const scenario = {
  answers: [{ then: { stream: { timeToFirstTokenMs: 3_000, perChunkMs: 400 } } }],
};

async function main(): Promise<number> {
  const command = process.argv[2] ?? fileURLToPath(new URL("../../dist/bin/cli.js", import.meta.url));
  const file = join(tmpdir(), `outcrop-slow-streams-${process.pid}.json`);
  await writeFile(file, JSON.stringify(scenario));
  await using server = await startMonitored([command, "start", "--port", "0", "--scenario", file]);
  // The compilers of V8 are not what is measured.
  await readStreams(server.url, 20);
  await server.longestStallMs();
  const before = server.memoryMb();
  const reading = readStreams(server.url, STREAMS);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const during = server.memoryMb();
  const bytes = await reading;
  const stallMs = await server.longestStallMs();
  const largest = Math.max(during, server.memoryMb());
  print(
    `${STREAMS} slow streams: ${before.toFixed(0)} MB before, ${largest.toFixed(0)} MB with them (≤ ${LARGEST_MEMORY_MB})`,
  );
  print(`longest stall of the event loop: ${stallMs.toFixed(1)} ms (≤ ${LONGEST_STALL_MS})`);
  print(`${(bytes / STREAMS / 1024).toFixed(1)} kB a stream, all read to the end`);
  return largest <= LARGEST_MEMORY_MB && stallMs <= LONGEST_STALL_MS ? 0 : 1;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Reads so many streams at once, and gives the bytes that came. */
async function readStreams(url: string, count: number): Promise<number> {
  const connections: ClientHttp2Session[] = [];
  for (let at = 0; at < count; at += PER_CONNECTION) connections.push(connect(url));
  const sizes = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      readStream(connections[Math.floor(at / PER_CONNECTION)] as ClientHttp2Session),
    ),
  );
  for (const connection of connections) connection.close();
  return sizes.reduce((sum, size) => sum + size, 0);
}

function readStream(connection: ClientHttp2Session): Promise<number> {
  const { method, path, headers, body } = converseStream.sent;
  return new Promise((resolve, reject) => {
    const stream = connection.request({ ":method": method, ":path": path, ...headers });
    let size = 0;
    stream.on("response", ({ ":status": status }) => {
      if (status !== 200) reject(new Error(`a stream was answered ${status}`));
    });
    stream.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
    });
    stream.on("end", () => resolve(size));
    stream.on("error", reject);
    stream.end(body);
  });
}

process.exitCode = await main();
