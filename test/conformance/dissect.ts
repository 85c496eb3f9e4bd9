import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";

const linktypeRaw = 101;

/** One UDP datagram over IPv4 as a capture file has it (checksums left out, which Wireshark does not check). */
function captureOf(payload: Buffer, ports: { from: number; to: number }): Buffer {
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(ports.from, 0);
  udp.writeUInt16BE(ports.to, 2);
  udp.writeUInt16BE(8 + payload.length, 4);
  const ip = Buffer.from("450000000000000040110000" + "0a141e02" + "0a141e28", "hex");
  ip.writeUInt16BE(20 + 8 + payload.length, 2);
  const packet = Buffer.concat([ip, udp, payload]);
  const file = Buffer.alloc(24 + 16);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65_535, 16);
  file.writeUInt32LE(linktypeRaw, 20);
  file.writeUInt32LE(packet.length, 32);
  file.writeUInt32LE(packet.length, 36);
  return Buffer.concat([file, packet]);
}

/** Fields Wireshark finds in one datagram, by name; what it complains of is under `complaints`. */
export async function dissect(
  file: string,
  payload: Buffer,
  ports: { from: number; to: number },
  fields: readonly string[],
): Promise<Record<string, string>> {
  await writeFile(file, captureOf(payload, ports));
  const asked = ["_ws.malformed", "_ws.expert.message", ...fields];
  const parameters = ["-r", file, "-T", "fields", ...asked.flatMap((name) => ["-e", name])];
  const answer = execFileSync("tshark", parameters, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [malformed = "", expert = "", ...values] = answer.replace(/\n$/, "").split("\t");
  const found = Object.fromEntries(fields.map((name, index) => [name, values[index] ?? ""]));
  return { ...found, complaints: `${malformed}${expert}` };
}
