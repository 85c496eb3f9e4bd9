import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { SipSettings } from "./request.ts";
import { readDatagram } from "./response.ts";
import { beginTransaction, giveUpMs, type Transaction, type TransactionEnd } from "./transaction.ts";

/** Timer E: T1 = 0.5 s, doubled each time (RFC 3261 §17.1.2.2), as moments after the first request, ms. */
export const resendAtMs = [500, 1500, 3500] as const;

/**
 * One OPTIONS over UDP. The socket is connected, so that only this address and port are heard and an ICMP port
 * unreachable comes back as ECONNREFUSED. Never rejects.
 */
export function askUdp(settings: SipSettings, ip: string, signal: AbortSignal): Promise<TransactionEnd> {
  const { promise, resolve } = Promise.withResolvers<TransactionEnd>();
  const socket = createSocket(isIPv6(ip) ? "udp6" : "udp4");
  const timers: NodeJS.Timeout[] = [];
  let transaction: Transaction | undefined;
  let isDone = false;
  const finish = (error?: NodeJS.ErrnoException) => {
    // Errors go on arriving after the end, and are of no interest then.
    if (isDone) return;
    isDone = true;
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    socket.close();
    const more = error === undefined ? {} : { error };
    resolve(transaction?.end(more) ?? { strays: 0, ...more });
  };
  const giveUp = () => finish();
  // What was heard once is not asked again: Timer E becomes T2, which is as long as our patience.
  const send = () => {
    if (transaction === undefined || transaction.end().provisional !== undefined) return;
    socket.send(transaction.request, (error) => error !== null && finish(error));
  };
  socket.on("error", finish);
  socket.on("message", (bytes) => {
    const read = readDatagram(bytes);
    if ("fault" in read) transaction?.malformed(read.fault);
    else if (transaction?.receive(read.response) === "final") finish();
  });
  socket.once("connect", () => {
    transaction = beginTransaction(settings, socket.address());
    send();
    timers.push(...resendAtMs.map((ms) => setTimeout(send, ms)), setTimeout(giveUp, giveUpMs));
  });
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) finish();
  else socket.connect(settings.port, ip);
  return promise;
}
