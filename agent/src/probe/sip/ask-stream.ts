import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { SipSettings } from "./request.ts";
import { messageBytes, readStream } from "./response.ts";
import { beginTransaction, giveUpMs, type Transaction, type TransactionEnd } from "./transaction.ts";

/** Whatever comes before our answer is read no further than this. */
const maxHeardBytes = 256 * 1024;
const dayMs = 86_400_000;

type Certificate = Pick<TransactionEnd, "certificateDaysLeft">;

/**
 * One OPTIONS over TCP or TLS, on a connection of its own. A certificate is recorded, not vouched for: endpoints
 * sign their own. Never rejects.
 */
export function askStream(
  settings: SipSettings,
  ip: string,
  { signal, nowMs }: { signal: AbortSignal; nowMs: number },
): Promise<TransactionEnd> {
  const { promise, resolve } = Promise.withResolvers<TransactionEnd>();
  const socket = open(settings, ip);
  let transaction: Transaction | undefined;
  let certificate: Certificate = {};
  let isDone = false;
  const finish = (error?: NodeJS.ErrnoException) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    socket.destroy();
    const more = { ...certificate, ...(error === undefined ? {} : { error }) };
    resolve(transaction?.end(more) ?? { strays: 0, ...more });
  };
  const giveUp = () => finish();
  const timer = setTimeout(giveUp, giveUpMs);
  socket.on("error", finish);
  socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => {
    if (socket instanceof TLSSocket) certificate = certificateOf(socket, nowMs);
    const { localAddress: address = "", localPort: port = 0 } = socket;
    transaction = beginTransaction(settings, { address, port });
    socket.write(transaction.request);
    listen(socket, transaction, finish);
  });
  socket.once("close", () => finish(lost()));
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) finish();
  return promise;
}

function lost(): NodeJS.ErrnoException {
  return Object.assign(new Error("the connection was closed without an answer"), { code: "ECONNRESET" });
}

function open({ address, port, transport }: SipSettings, ip: string): Socket {
  if (transport === "tcp") return connect({ host: ip, port });
  return connectTls({
    host: ip,
    port,
    rejectUnauthorized: false,
    // Endpoints of fifteen years ago know nothing newer and work well; nothing said here is secret.
    minVersion: "TLSv1",
    ciphers: "DEFAULT:@SECLEVEL=0",
    ...(isIP(address) === 0 ? { servername: address } : {}),
  });
}

/** Reads messages one after another until the final answer, a fault, or too much of anything. */
function listen(socket: Socket, transaction: Transaction, finish: () => void): void {
  let waiting = Buffer.alloc(0);
  let heardBytes = 0;
  let skipBytes = 0;
  socket.on("data", (chunk: Buffer) => {
    heardBytes += chunk.length;
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length > 0) {
      if (skipBytes > 0) {
        const skipped = Math.min(skipBytes, waiting.length);
        skipBytes -= skipped;
        waiting = waiting.subarray(skipped);
        continue;
      }
      const read = readStream(waiting);
      if ("incomplete" in read) break;
      if ("skip" in read) skipBytes = read.skip;
      else if ("fault" in read) {
        // A stream that lost its place cannot find it again.
        transaction.malformed(read.fault);
        return finish();
      } else if (transaction.receive(read.response) === "final") return finish();
      else skipBytes = messageBytes(waiting, read.response);
    }
    if (heardBytes > maxHeardBytes) finish();
  });
}

function certificateOf(socket: TLSSocket, nowMs: number): Certificate {
  const validTo = socket.getPeerCertificate()?.valid_to;
  const expiresMs = validTo === undefined ? Number.NaN : Date.parse(validTo);
  if (Number.isNaN(expiresMs)) return {};
  return { certificateDaysLeft: Math.floor((10 * (expiresMs - nowMs)) / dayMs) / 10 };
}
