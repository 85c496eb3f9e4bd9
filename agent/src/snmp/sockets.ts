import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";

/** One device's share of a socket. */
export interface Route {
  send(packet: Uint8Array, onSent: (error: Error | null) => void): void;
  close(): void;
}

export interface RouteOptions {
  /** IP literal: a name would be resolved for every packet. */
  ip: string;
  port: number;
  /** The device answers from another of its addresses: it gets a socket of its own, where only the port is checked. */
  anySource?: boolean;
}

export interface RouteListener {
  onPacket(packet: Buffer): void;
  /** From no device asked through this socket; `from` says who it was. */
  onStray(packet: Buffer, from: string): void;
  /** The socket itself broke. */
  onFault(error: Error): void;
}

/** Opens a device's way to a socket. Routes to one address and port never share a socket. */
export type OpenRoute = (options: RouteOptions, listener: RouteListener) => Route;

/** As many for each IP version: one receive buffer overflows when hundreds of answers come at once. */
const socketCount = 4;

interface Shared {
  socket: Socket;
  /** By the address and port answers must come from. */
  routes: Map<string, RouteListener>;
}

/** Few sockets for all devices. They never keep the process alive; what waits for an answer has a timer that does. */
export function createSockets(): OpenRoute {
  const shared: Record<4 | 6, Shared[]> = { 4: [], 6: [] };
  let turn = 0;

  function place(family: 4 | 6, key: string): Shared {
    const list = shared[family];
    turn += 1;
    for (let at = 0; at < socketCount; at += 1) {
      const index = (turn + at) % socketCount;
      const one = list[index] ?? openShared(family, () => delete list[index]);
      list[index] = one;
      if (!one.routes.has(key)) return one;
    }
    // as many sessions with one device already as there are sockets
    return openShared(family, () => undefined);
  }

  return ({ ip, port, anySource = false }, listener) => {
    const family = isIPv6(ip) ? 6 : 4;
    if (anySource) return openOwn(family, { ip, port }, listener);
    const key = sourceKey(ip, port);
    const one = place(family, key);
    one.routes.set(key, listener);
    const kept = shared[family].includes(one);
    return {
      send: (packet, onSent) => one.socket.send(packet, 0, packet.length, port, ip, onSent),
      close() {
        if (one.routes.get(key) !== listener) return;
        one.routes.delete(key);
        if (!kept) one.socket.close();
      },
    };
  };
}

/** The sockets of this process. */
export const openRoute: OpenRoute = createSockets();

function openShared(family: 4 | 6, forget: () => void): Shared {
  const routes: Shared["routes"] = new Map();
  const socket = openUdp(family);
  socket.on("message", (packet, from) => {
    const route = routes.get(sourceKey(from.address, from.port));
    if (route !== undefined) route.onPacket(packet);
    else for (const one of routes.values()) one.onStray(packet, wordsFor(from));
  });
  socket.on("error", (error) => {
    forget();
    socket.close();
    for (const route of [...routes.values()]) route.onFault(error);
    routes.clear();
  });
  return { socket, routes };
}

function openOwn(family: 4 | 6, { ip, port }: RouteOptions, listener: RouteListener): Route {
  const socket = openUdp(family);
  let open = true;
  socket.on("message", (packet, from) => {
    if (from.port === port) listener.onPacket(packet);
    else listener.onStray(packet, wordsFor(from));
  });
  const close = () => {
    if (open) socket.close();
    open = false;
  };
  socket.on("error", (error) => {
    close();
    listener.onFault(error);
  });
  return { send: (packet, onSent) => socket.send(packet, 0, packet.length, port, ip, onSent), close };
}

function openUdp(family: 4 | 6): Socket {
  const socket = createSocket({
    type: `udp${family}`,
    // they are addresses already, and the system's lookup would take a turn of the event loop for each packet
    lookup: (address, _options, done) => done(null, address, family),
  });
  socket.unref();
  return socket;
}

/** Without the zone of a link-local IPv6 address, and in one spelling. */
export function bareAddress(address: string): string {
  if (!address.includes(":")) return address;
  const bare = address.split("%")[0] ?? address;
  return isIPv6(bare) ? new URL(`http://[${bare}]`).hostname : bare;
}

function sourceKey(address: string, port: number): string {
  return `${bareAddress(address)} ${port}`;
}

function wordsFor({ address, port }: RemoteInfo): string {
  return `${address} port ${port}`;
}
