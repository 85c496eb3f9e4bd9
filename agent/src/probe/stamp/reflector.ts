import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { HaidangError } from "@haidang/contract/error.ts";
import { createWallClock } from "./clock.ts";
import type { StampKey } from "./packet.ts";
import { createReflection, type Reflected } from "./reflect.ts";
import { keepClockError, readSynchronisation } from "./synchronisation.ts";
import type { ClockError } from "./timestamp.ts";

export interface ReflectorSettings {
  /** An IP address of this machine, or 0.0.0.0 or ::. */
  host: string;
  port: number;
  /** Addresses and networks that are answered. */
  peers: readonly string[];
  key: StampKey;
}

export interface Reflector {
  readonly port: number;
  /** Packets so far: answered, and ignored by reason. */
  stats(): Readonly<Record<ReflectorCount, number>>;
  close(): Promise<void>;
}
export type ReflectorCount = "answered" | Extract<Reflected, { ignored: string }>["ignored"];

/** Room for what arrives while this process is busy, bytes; the kernel may grant less. */
const receiveBuffer = 4 * 1024 * 1024;

/** Answers STAMP packets. Rejects with a HaidangError when the port cannot be opened. */
export async function startReflector(
  { host, port, peers, key }: ReflectorSettings,
  readClockError: () => Promise<ClockError> = readSynchronisation,
): Promise<Reflector> {
  const clock = createWallClock();
  const clockError = keepClockError(readClockError);
  const reflect = createReflection({ peers, key, stampMs: clock.nowMs, clockError: clockError.get });
  const stats: Record<ReflectorCount, number> = {
    answered: 0,
    peer: 0,
    length: 0,
    malformed: 0,
    rate: 0,
    sessions: 0,
  };
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4", recvBufferSize: receiveBuffer });
  socket.on("message", (packet, from) => {
    const arrived = { ...origin(from), atMs: performance.now(), receivedMs: clock.nowMs() };
    const outcome = reflect(packet, arrived);
    if ("ignored" in outcome) {
      stats[outcome.ignored] += 1;
      return;
    }
    stats.answered += 1;
    // an answer that cannot leave is a lost packet, which is for the sender to count
    socket.send(outcome.reply, from.port, from.address, () => undefined);
  });
  await bind(socket, host, port);
  clockError.use(true);
  return {
    port: socket.address().port,
    stats: () => ({ ...stats }),
    async close() {
      clockError.use(false);
      socket.close();
      await once(socket, "close");
    },
  };
}

/** On a socket for both families IPv4 addresses come dressed as IPv6. */
function origin({ address, port }: RemoteInfo): { address: string; port: number } {
  return { address: address.replace(/^::ffff:(?=\d+\.)/, ""), port };
}

async function bind(socket: Socket, host: string, port: number): Promise<void> {
  socket.bind(port, host);
  try {
    await once(socket, "listening");
  } catch (error) {
    socket.close();
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new HaidangError("usage", `The STAMP reflector cannot listen on ${host} port ${port}: ${code}.`, {
      hint:
        code === "EACCES"
          ? "Ports below 1024 need CAP_NET_BIND_SERVICE, or choose a higher one in HAIDANG_AGENT_REFLECTOR."
          : "Choose another address or port in HAIDANG_AGENT_REFLECTOR, or end what uses it.",
      cause: error,
    });
  }
  // a later error of the socket concerns one packet
  socket.on("error", () => undefined);
}
