import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Sockets have names of about a hundred bytes at most. */
const LONGEST_SOCKET_PATH = 100;

/** Another process has the folder. */
export class FolderTaken extends Error {
  override readonly name = "FolderTaken";
}

/**
 * Takes a folder for this process alone, by listening on a socket in it: a process that ends in whatever way listens no more, and
 * what is left of its socket is taken over. Where the folder's file system has no sockets, the socket stands with temporary files, and
 * keeps out processes of the same machine or container. Throws FolderTaken.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const elsewhere = elsewhereFor(folder);
  const inside = join(folder, "lock");
  const isInside = process.platform !== "win32" && Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH;
  const server = (isInside && (await listenAt(inside, folder))) || (await listenAt(elsewhere, folder));
  if (!server) throw new FolderTaken(`${folder} cannot be locked`);
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function elsewhereFor(folder: string): string {
  const name = `outcrop-${createHash("sha256").update(folder).digest("hex").slice(0, 24)}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** The server that listens there; `undefined` where no socket can be. Throws FolderTaken where another process listens. */
async function listenAt(path: string, folder: string): Promise<net.Server | undefined> {
  const first = await listen(path);
  if (first !== "EADDRINUSE") return typeof first === "string" ? undefined : first;
  if (await answers(path)) throw new FolderTaken(`another Outcrop keeps its state in ${folder}`);
  await rm(path, { force: true });
  const second = await listen(path);
  if (typeof second !== "string") return second;
  throw new FolderTaken(`another Outcrop keeps its state in ${folder}`);
}

/** The server, or the code of the error. */
function listen(path: string): Promise<net.Server | string> {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "unknown"));
    server.listen(path, () => {
      // The lock alone keeps no process alive.
      server.unref();
      resolve(server);
    });
  });
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
