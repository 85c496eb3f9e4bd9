import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";

/** A UDP socket that hears one far end only: the kernel drops what comes from elsewhere. */
export interface Line {
  send(packet: Buffer): void;
  close(): void;
}

export interface LineListener {
  onPacket(packet: Buffer): void;
  /** An error of this machine or one a router sent back (port or host unreachable); the line goes on. */
  onFault(error: NodeJS.ErrnoException): void;
}

/** Opens when it can; what is sent before that is a fault. Never throws. */
export function openLine(far: { ip: string; port: number }, listener: LineListener): Line {
  const socket: Socket = createSocket(isIPv6(far.ip) ? "udp6" : "udp4");
  let isOpen = false;
  let closed = false;
  const fault = (error: NodeJS.ErrnoException): void => {
    if (!closed) listener.onFault(error);
  };
  socket.on("error", fault);
  socket.on("message", (packet) => listener.onPacket(packet));
  socket.once("connect", () => {
    isOpen = true;
  });
  socket.connect(far.port, far.ip);
  return {
    send(packet) {
      // without a far end there is nowhere to send to: how that came about was told as a fault
      if (!isOpen || closed) return;
      socket.send(packet, (error) => {
        if (error !== null) fault(error);
      });
    },
    close() {
      closed = true;
      socket.close();
    },
  };
}
