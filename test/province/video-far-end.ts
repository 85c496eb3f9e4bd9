import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

const sipPort = 5060;
const rasPort = 1719;
const h323Port = 1720;

/** A video point: SIP OPTIONS over UDP (RFC 3261), and H.323 by RAS and at its signalling port. */
export async function playVideo(address: string): Promise<void> {
  await Promise.all([
    listen(address, sipPort, answerOptions),
    listen(address, rasPort, answerRas),
    playSignallingPort(address),
  ]);
}

async function listen(address: string, port: number, reply: (packet: Buffer) => Buffer | undefined) {
  const socket = createSocket("udp4");
  socket.on("message", (packet, from) => {
    const said = reply(packet);
    // a line that was cut just now has no way back for the answer
    if (said !== undefined) socket.send(said, from.port, from.address, () => undefined);
  });
  socket.bind(port, address);
  await once(socket, "listening");
}

const copied = /^(?:via|v|from|f|call-id|i|cseq)\s*:/i;

/** 200 to OPTIONS, with the headers an answer repeats (RFC 3261 section 8.2.6.2) and a tag of its own. */
export function answerOptions(packet: Buffer): Buffer | undefined {
  const [first = "", ...headers] = packet.toString("utf8").split("\r\n");
  if (!/^OPTIONS \S+ SIP\/2\.0$/.test(first)) return undefined;
  const to = headers.find((line) => /^(?:to|t)\s*:/i.test(line));
  if (to === undefined) return undefined;
  const tagged = /;\s*tag=/i.test(to) ? to : `${to};tag=hd${packet.length}`;
  const lines = ["SIP/2.0 200 OK", ...headers.filter((line) => copied.test(line)), tagged];
  return Buffer.from(
    [...lines, "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS", "Content-Length: 0", "", ""].join("\r\n"),
  );
}

/** unknownMessageResponse with the sequence number asked (ITU-T H.225.0 section 7.18): it lives, and keeps no gate. */
export function answerRas(packet: Buffer): Buffer | undefined {
  return packet.length < 4 ? undefined : Buffer.concat([Buffer.of(0x60), packet.subarray(2, 4)]);
}

async function playSignallingPort(address: string): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.resume();
  });
  server.listen(h323Port, address);
  await once(server, "listening");
}
