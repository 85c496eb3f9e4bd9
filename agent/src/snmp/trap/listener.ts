import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { HaidangError } from "@haidang/contract/error.ts";

export interface TrapPlace {
  /** An IP address of this machine, or 0.0.0.0 or ::. */
  host: string;
  port: number;
}

export interface TrapListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Room for what arrives while this process is busy, bytes; the kernel may grant less. */
const receiveBuffer = 1024 * 1024;

/** Hands over each packet with the bare address it came from, and sends back the answer. Rejects with a HaidangError. */
export async function listenForTraps(
  { host, port }: TrapPlace,
  receive: (packet: Buffer, address: string) => Buffer | undefined,
): Promise<TrapListener> {
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4", recvBufferSize: receiveBuffer });
  socket.on("message", (packet, from) => {
    // on a socket for both families IPv4 addresses come dressed as IPv6
    const answer = receive(packet, from.address.replace(/^::ffff:(?=\d+\.)/, ""));
    // an answer that cannot leave is a lost packet: who sent the inform sends it again
    if (answer !== undefined && from.port !== 0)
      socket.send(answer, from.port, from.address, () => undefined);
  });
  await bind(socket, host, port);
  return {
    port: socket.address().port,
    async close() {
      socket.close();
      await once(socket, "close");
    },
  };
}

async function bind(socket: Socket, host: string, port: number): Promise<void> {
  socket.bind(port, host);
  try {
    await once(socket, "listening");
  } catch (error) {
    socket.close();
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new HaidangError("usage", `Traps cannot be received on ${host} port ${port}: ${code}.`, {
      hint:
        code === "EACCES"
          ? "Ports below 1024 need CAP_NET_BIND_SERVICE, or choose a higher one in HAIDANG_AGENT_TRAPS."
          : "Choose another address or port in HAIDANG_AGENT_TRAPS, or end what uses it (snmptrapd?).",
      cause: error,
    });
  }
  // a later error of the socket concerns one packet
  socket.on("error", () => undefined);
}
