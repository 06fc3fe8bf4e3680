import type { Socket } from "node:net";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/**
 * Finds out by its first bytes whether a client speaks HTTP/1.1 or HTTP/2 with prior knowledge (RFC 9113, section 3.4).
 *
 * The bytes are put back before `decide` is called, so that the chosen server reads them again. A client that has not shown
 * its protocol after `silenceMs` is cut off, and so is one that goes away.
 */
export function sniffProtocol(socket: Socket, silenceMs: number, decide: (protocol: "http1" | "http2") => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const stop = () => {
    socket.off("readable", onReadable).off("end", giveUp).off("error", giveUp).off("timeout", giveUp);
    socket.setTimeout(0);
  };
  const giveUp = () => {
    stop();
    // A reset that arrives after this is as little news as the first one.
    socket.on("error", () => undefined);
    socket.destroy();
  };
  const onReadable = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const compared = Math.min(seen.length, preface.length);
    const matches = seen.compare(preface, 0, compared, 0, compared) === 0;
    if (matches && compared < preface.length) return;
    stop();
    socket.unshift(seen);
    decide(matches ? "http2" : "http1");
  };
  socket.on("readable", onReadable).on("end", giveUp).on("error", giveUp).on("timeout", giveUp);
  socket.setTimeout(silenceMs);
}
