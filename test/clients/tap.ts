import { once } from "node:events";
import net from "node:net";

/** A wire that passes everything on and remembers how each connection began. */
export interface Tap extends AsyncDisposable {
  readonly url: string;
  /** The first line of every connection: `PRI * HTTP/2.0` is the preface of HTTP/2. */
  readonly firstLines: readonly string[];
}

/** Puts a tap before the server at `target`. */
export async function tap(target: string): Promise<Tap> {
  const { hostname, port } = new URL(target);
  const firstLines: string[] = [];
  const sockets = new Set<net.Socket>();
  const listener = net.createServer((client) => {
    const server = net.connect(Number(port), hostname);
    client.once("data", (bytes) => firstLines.push(bytes.toString("latin1").split("\r\n", 1)[0] ?? ""));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    url: `http://127.0.0.1:${(listener.address() as net.AddressInfo).port}`,
    firstLines,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
