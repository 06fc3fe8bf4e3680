import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

/** A wire that passes everything on and remembers how each connection began. */
export interface Tap extends AsyncDisposable {
  readonly url: string;
  /** The first line of every connection: `PRI * HTTP/2.0` is the preface of HTTP/2. */
  readonly firstLines: readonly string[];
}

/** Puts a tap before the server at `target`; given a key and a certificate, clients have to speak HTTP/2 over TLS. */
export async function tap(target: string, secured?: { readonly key: string; readonly cert: string }): Promise<Tap> {
  const { hostname, port } = new URL(target);
  const firstLines: string[] = [];
  const sockets = new Set<net.Socket>();
  const pass = (client: net.Socket) => {
    const server = net.connect(Number(port), hostname);
    client.once("data", (bytes) => firstLines.push(bytes.toString("latin1").split("\r\n", 1)[0] ?? ""));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  };
  const listener = secured ? tls.createServer({ ...secured, ALPNProtocols: ["h2"] }, pass) : net.createServer(pass);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    url: `${secured ? "https" : "http"}://127.0.0.1:${(listener.address() as net.AddressInfo).port}`,
    firstLines,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
