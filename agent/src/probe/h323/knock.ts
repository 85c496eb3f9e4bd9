import { connect } from "node:net";

const connectMs = 3000;
/** A listener that throws callers out does so at once. */
const lingerMs = 200;

export type Knock = { tookMs: number } | { error: NodeJS.ErrnoException } | { silent: true };

/**
 * Opens the call signalling port, waits a moment and takes leave with a FIN. Nothing is sent: a SETUP would ring the
 * room. Never rejects.
 */
export function knock({ ip, port }: { ip: string; port: number }, signal: AbortSignal): Promise<Knock> {
  const { promise, resolve } = Promise.withResolvers<Knock>();
  const startedAt = performance.now();
  const socket = connect({ host: ip, port });
  let timer = setTimeout(() => finish({ silent: true }), connectMs);
  const abort = () => finish({ silent: true });
  let isDone = false;
  const finish = (found: Knock) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    if ("tookMs" in found) socket.end(() => socket.destroy());
    else socket.destroy();
    resolve(found);
  };
  socket.on("error", (error: NodeJS.ErrnoException) =>
    finish(error.code === "ETIMEDOUT" ? { silent: true } : { error }),
  );
  socket.once("connect", () => {
    const tookMs = Math.round(1000 * (performance.now() - startedAt)) / 1000;
    clearTimeout(timer);
    timer = setTimeout(() => finish({ tookMs }), lingerMs);
    // What the other side says is not our business; that it hangs up first is no refusal.
    socket.resume();
    socket.once("end", () => finish({ tookMs }));
  });
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  return promise;
}
