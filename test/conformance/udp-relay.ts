import { createSocket } from "node:dgram";
import { once } from "node:events";

/** What becomes of the packet of a number (from 0, by direction): when it goes on, ms from now; none is lost, two is doubled. */
export type Wire = (number: number) => readonly number[];

export interface Relay {
  port: number;
  close(): void;
}

/** A line between one sender and a far port on loopback, with delays, losses and doublings of the test's making. */
export async function startRelay(farPort: number, forward: Wire, back: Wire): Promise<Relay> {
  const near = createSocket("udp4");
  const far = createSocket("udp4");
  let client = 0;
  let sent = 0;
  let returned = 0;
  let isOpen = true;
  const later = (delays: readonly number[], send: () => void): void => {
    for (const delayMs of delays) setTimeout(() => (isOpen ? send() : undefined), delayMs);
  };
  near.on("message", (packet, from) => {
    client = from.port;
    later(forward(sent++), () => far.send(packet, farPort, "127.0.0.1"));
  });
  far.on("message", (packet) => {
    later(back(returned++), () => near.send(packet, client, "127.0.0.1"));
  });
  near.bind(0, "127.0.0.1");
  far.bind(0, "127.0.0.1");
  await Promise.all([once(near, "listening"), once(far, "listening")]);
  return {
    port: near.address().port,
    close() {
      isOpen = false;
      near.close();
      far.close();
    },
  };
}
