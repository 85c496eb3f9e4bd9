import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { gatekeeperRequest, maxSequence, type RasAnswer, readRasAnswer } from "./ras.ts";

/** Moments after the first request at which it is sent again, and at which silence is believed, ms. */
const resendAtMs = [500, 1500];
const giveUpMs = 2500;

/** What gatekeeper discovery brought. Silence is inconclusive: many gatekeepers drop strangers. */
export type Discovery =
  | { answer: RasAnswer; tookMs: number }
  | { malformed: string }
  | { error: NodeJS.ErrnoException }
  | { silent: true };

/** One GatekeeperRequest over UDP to an IPv4 address; only an answer with its sequence number counts. Never rejects. */
export function askGatekeeper(
  { ip, port }: { ip: string; port: number },
  signal: AbortSignal,
): Promise<Discovery> {
  const { promise, resolve } = Promise.withResolvers<Discovery>();
  const socket = createSocket("udp4");
  const sequence = randomInt(1, maxSequence + 1);
  const timers: NodeJS.Timeout[] = [];
  let malformed: string | undefined;
  let startedAt = 0;
  let isDone = false;
  const finish = (found: Discovery) => {
    if (isDone) return;
    isDone = true;
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    socket.close();
    resolve(found);
  };
  const giveUp = () => finish(malformed === undefined ? { silent: true } : { malformed });
  socket.on("error", (error) => finish({ error }));
  socket.on("message", (bytes) => {
    const answer = readRasAnswer(bytes);
    if ("fault" in answer) malformed = answer.fault;
    else if (answer.sequence === sequence) {
      finish({ answer, tookMs: Math.round(1000 * (performance.now() - startedAt)) / 1000 });
    }
  });
  socket.once("connect", () => {
    startedAt = performance.now();
    const request = gatekeeperRequest(sequence, socket.address());
    const send = () => socket.send(request, (error) => error !== null && finish({ error }));
    send();
    timers.push(...resendAtMs.map((ms) => setTimeout(send, ms)), setTimeout(giveUp, giveUpMs));
  });
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  else socket.connect(port, ip);
  return promise;
}
