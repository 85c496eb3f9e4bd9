import { createSocket } from "node:dgram";
import { isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Severity } from "@haidang/contract/alert.ts";
import type { ChannelOf } from "@haidang/contract/channel.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { abortable, connectAllowed, resolveAllowed } from "../egress.ts";
import type { ChannelIo, Deliver, Delivered, Message } from "./channel.ts";
import { outcomeOf } from "./outcome.ts";

type SyslogChannel = ChannelOf<"syslog">;

const deadlineMs = 10_000;
const halfOpenMs = 1000;
/** What every receiver takes over UDP without fragments on usual lines (RFC 5426 §3.2). */
const mostDatagramBytes = 1180;
const mostStreamBytes = 8192;

const severityNumber: Readonly<Record<Severity, number>> = {
  critical: 2,
  major: 3,
  minor: 4,
  warning: 4,
  info: 6,
};
const notice = 5;

/** Over UDP nothing tells whether it came; over TCP and TLS it was taken by the other machine. */
export const deliverSyslog: Deliver<SyslogChannel> = (channel, message, io) =>
  outcomeOf(`${channel.server}:${channel.port}`, async () => {
    const bounded = { ...io, signal: AbortSignal.any([io.signal, AbortSignal.timeout(deadlineMs)]) };
    const lines = syslogLines(channel, message);
    return channel.transport === "udp"
      ? sendDatagrams(channel, lines, bounded)
      : sendStream(channel, lines, bounded);
  });

/** One RFC 5424 line an incident, or one for a message without any. */
export function syslogLines(
  { facility, transport }: Pick<SyslogChannel, "facility" | "transport">,
  message: Message,
) {
  const most = transport === "udp" ? mostDatagramBytes : mostStreamBytes;
  const { id, purpose, atMs } = message;
  const time = new Date(atMs).toISOString();
  const line = (severity: number, more: Readonly<Record<string, string | undefined>>, text: string) => {
    const data = structuredData({ id, purpose, ...more });
    const head = `<${facility * 8 + severity}>1 ${time} - haidang - ${purpose} ${data} `;
    return cutBytes(`${head}\ufeff${deviceText(text, 4000)}`, most);
  };
  const [first] = message.incidents;
  if (first === undefined) return [line(notice, {}, message.subject)];
  return message.incidents.map((incident) => {
    const { severity, resolvedMs, alert, root, unit, carrier, verdict, overruled } = incident;
    const number = resolvedMs === null ? severityNumber[severity] : notice;
    const named = { kind: root.kind, object: root.id, name: incident.rootName, unit, carrier };
    const cause = (overruled ?? verdict)?.cause;
    const text = message.incidents.length === 1 ? message.subject : `${incident.id} ${incident.rootName}`;
    return line(
      number,
      { incident: incident.id, state: incident.state, alert, severity, ...named, cause },
      text,
    );
  });
}

/** RFC 5424 §6.3. 32473 is the enterprise number kept for documents (RFC 5612): we have none of our own. */
function structuredData(values: Readonly<Record<string, string | undefined>>): string {
  const parameters = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${deviceText(value, 64).replace(/["\\\]]/g, "\\$&")}"`],
  );
  return `[haidang@32473${parameters.join("")}]`;
}

/** Never within a character. */
function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.byteLength <= most) return text;
  return bytes
    .subarray(0, most)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}

async function sendDatagrams(
  { server, port }: SyslogChannel,
  lines: readonly string[],
  { allowed, signal }: ChannelIo,
): Promise<Delivered> {
  const [place] = await abortable(resolveAllowed(server, allowed), signal);
  if (place === undefined) throw new Error("no address");
  const socket = createSocket(place.family === 4 ? "udp4" : "udp6");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("error", reject);
  socket.connect(port, place.address, resolve);
  try {
    await promise;
    for (const line of lines) await sendOne(socket, line);
    return { ok: true, detail: "sent; over UDP nobody says whether it came" };
  } finally {
    socket.close();
  }
}

function sendOne(socket: ReturnType<typeof createSocket>, line: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.send(line, (error) => (error === null ? resolve() : reject(error)));
  return promise;
}

async function sendStream(
  { server, port, transport }: SyslogChannel,
  lines: readonly string[],
  { allowed, signal }: ChannelIo,
): Promise<Delivered> {
  const plain = await connectAllowed({ host: server, port }, allowed, signal);
  const abort = () => plain.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const stream = transport === "tls" ? await secured(plain, server) : plain;
    // octet counting: a line may hold anything but cannot be mistaken for two (RFC 6587 §3.4.1)
    const framed = lines.map((line) => `${Buffer.byteLength(line)} ${line}`).join("");
    await written(stream, framed);
    return { ok: true };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
    plain.destroy();
  }
}

function secured(plain: Socket, server: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const name = isIP(server) === 0 ? { servername: server } : {};
  const stream = connectTls({ socket: plain, host: server, minVersion: "TLSv1.2", ...name }, () =>
    resolve(stream),
  );
  stream.on("error", reject);
  plain.once("close", () => reject(new Error("the connection was closed")));
  return promise;
}

/**
 * All is sent, and the other side has ended its half too, so that a receiver that is gone is noticed; one that keeps
 * its half open is not waited for long.
 */
function written(stream: Socket, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.on("error", reject);
  stream.once("end", resolve);
  stream.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  stream.resume();
  stream.end(text, () => setTimeout(resolve, halfOpenMs).unref());
  return promise;
}
