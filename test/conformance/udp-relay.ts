import { createSocket } from "node:dgram";
import { once } from "node:events";

/**
 * What becomes of the packet of a number (from 0, by direction): when it goes on, ms from now, or right behind the
 * next one; none is lost, two is doubled.
 */
export type Wire = (number: number) => ReadonlyArray<number | "overtaken">;

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
  const direction = () => {
    let held: Array<() => void> = [];
    return (fates: ReturnType<Wire>, send: () => void): void => {
      const overtaken = held;
      held = [];
      const go = () => {
        if (!isOpen) return;
        send();
        for (const sendHeld of overtaken.splice(0)) sendHeld();
      };
      for (const fate of fates) {
        if (fate === "overtaken") held.push(send);
        else setTimeout(go, fate);
      }
    };
  };
  const onward = direction();
  const homeward = direction();
  near.on("message", (packet, from) => {
    client = from.port;
    onward(forward(sent++), () => far.send(packet, farPort, "127.0.0.1"));
  });
  far.on("message", (packet) => {
    homeward(back(returned++), () => near.send(packet, client, "127.0.0.1"));
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
