import { connect, type Socket } from "node:net";

/** A connection of its own that came about, with how long that took, ms. The caller destroys the socket. */
export interface Connection {
  socket: Socket;
  connectMs: number;
}

/** Connects to an IP address. Never rejects: an error is the answer; an aborted signal gives an `AbortError`. */
export function openConnection(
  to: { ip: string; port: number },
  signal: AbortSignal,
): Promise<Connection | NodeJS.ErrnoException> {
  const { promise, resolve } = Promise.withResolvers<Connection | NodeJS.ErrnoException>();
  const startedAt = performance.now();
  const socket = connect({ host: to.ip, port: to.port, signal });
  socket.once("connect", () => resolve({ socket, connectMs: elapsedMs(startedAt) }));
  // stays, so that an error after the end has a listener
  socket.on("error", (error) => {
    socket.destroy();
    resolve(error);
  });
  return promise;
}

/** Time since a reading of `performance.now()`, ms, to the microsecond. */
export function elapsedMs(startedAt: number): number {
  return Math.round(1000 * (performance.now() - startedAt)) / 1000;
}
