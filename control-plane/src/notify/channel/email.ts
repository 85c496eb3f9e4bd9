import { createHash } from "node:crypto";
import { isIP, type Socket } from "node:net";
import type { ChannelOf } from "@haidang/contract/channel.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { createTransport } from "nodemailer";
import { connectAllowed } from "../egress.ts";
import { safeLines } from "./body.ts";
import type { ChannelIo, Deliver, Delivered, Message } from "./channel.ts";
import { Failure, faultOutcome, undelivered } from "./outcome.ts";
import { needSecret } from "./secret.ts";

type EmailChannel = ChannelOf<"email">;

const deadlineMs = 30_000;
const mostReferences = 20;

/** One mail to all contacts of the message, who read the same language. */
export const deliverEmail: Deliver<EmailChannel> = async (channel, message, io) => {
  const where = `${channel.server}:${channel.port}`;
  const bounded = AbortSignal.any([io.signal, AbortSignal.timeout(deadlineMs)]);
  const reachable = message.contacts.filter(({ email }) => email !== undefined);
  if (reachable.length === 0) return undelivered("recipient", "nobody it goes to has an e-mail address");
  try {
    const auth = authOf(channel, io);
    const socket = await connectAllowed({ host: channel.server, port: channel.port }, io.allowed, bounded);
    const abort = () => socket.destroy();
    bounded.addEventListener("abort", abort, { once: true });
    try {
      const sent = await transport(channel, { socket, auth }).sendMail(mailOf(channel, message));
      return sentOutcome(message, sent);
    } finally {
      bounded.removeEventListener("abort", abort);
      socket.destroy();
    }
  } catch (error) {
    return smtpFault(bounded.aborted ? bounded.reason : error, where);
  }
};

function authOf(
  { user, password }: EmailChannel,
  { secrets }: ChannelIo,
): { user: string; pass: string } | undefined {
  if (user === undefined) return undefined;
  if (password === undefined) throw new Failure("misconfigured", "the channel has a user but no password");
  return { user, pass: needSecret(secrets, password) };
}

function transport(
  { server, port, tls }: EmailChannel,
  { socket, auth }: { socket: Socket; auth: { user: string; pass: string } | undefined },
) {
  return createTransport({
    host: server,
    port,
    connection: socket,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { minVersion: "TLSv1.2", ...(isIP(server) === 0 ? { servername: server } : {}) },
    // without it, a server that offers no AUTH gets the mail from nobody
    ...(auth === undefined ? {} : { auth, forceAuth: true }),
    greetingTimeout: 10_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** The domain after the at sign of the sender is ours to name messages in. */
function idsOf({ from }: EmailChannel, message: Message) {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const name = (text: string) =>
    /^[A-Za-z0-9._-]{1,100}$/.test(text)
      ? text
      : createHash("sha256").update(text).digest("hex").slice(0, 40);
  // nobody ever gets a mail of this id: what refers to the same one is put together, whoever joined when
  const threads = message.incidents
    .slice(0, mostReferences)
    .map(({ id }) => `<incident.${name(id)}@${domain}>`);
  return { messageId: `<${name(message.id)}@${domain}>`, threads };
}

export function mailOf(channel: EmailChannel, message: Message) {
  const { messageId, threads } = idsOf(channel, message);
  return {
    from: { name: "Hải Đăng", address: channel.from },
    to: message.contacts.flatMap(({ name, email }) =>
      email === undefined ? [] : [{ name: deviceText(name, 120), address: email }],
    ),
    subject: deviceText(message.subject, 200),
    text: safeLines(message.text, 200_000),
    html: message.html,
    attachments: (message.attachments ?? []).map(({ name, type, bytes }) => ({
      filename: name,
      contentType: type,
      content: bytes,
    })),
    date: new Date(message.atMs),
    messageId,
    ...(threads[0] === undefined ? {} : { inReplyTo: threads[0], references: threads }),
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "Content-Language": message.language,
    },
    attachDataUrls: false,
  };
}

interface Sent {
  accepted: readonly unknown[];
  rejected: readonly unknown[];
  response: string;
}

function sentOutcome({ contacts }: Message, { accepted, rejected, response }: Sent): Delivered {
  const missing = contacts.filter(({ email }) => email === undefined || !addressIn(accepted, email));
  if (missing.length === 0) return { ok: true, detail: deviceText(response, 200) };
  const who = missing.map(({ id }) => id).join(", ");
  const delivered = contacts.filter((contact) => !missing.includes(contact)).map(({ id }) => id);
  const why = rejected.length > 0 ? "the server refuses their address" : "they have no e-mail address";
  return undelivered("recipient", `not told: ${who}; ${why}`, { delivered });
}

function addressIn(list: readonly unknown[], email: string): boolean {
  return list.some((one) => (typeof one === "string" ? one : addressOf(one)) === email);
}

function addressOf(one: unknown): string | undefined {
  const isAddress = typeof one === "object" && one !== null && "address" in one;
  return isAddress ? String(one.address) : undefined;
}

/** What SMTP's replies mean (RFC 5321 §4.2.1): 4xx may pass, 5xx does not. */
function smtpFault(error: unknown, where: string): Delivered {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string"))
    return faultOutcome(error, where);
  const status = "responseCode" in error ? Number(error.responseCode) : 0;
  const response = "response" in error ? String(error.response) : "";
  const detail = `${where}: ${deviceText(response === "" ? error.message : response, 200)}`;
  if (error.code === "ETLS") return undelivered("tls_failure", detail);
  if (status >= 400 && status < 500) return undelivered("limited", detail);
  if (error.code === "EAUTH") return undelivered("credentials", detail);
  if (error.code === "EENVELOPE") return undelivered(recipientOrSender(error), detail);
  if (error.code === "EMESSAGE") return undelivered("rejected", detail);
  if (error.code === "ETIMEDOUT") return undelivered("timeout", detail);
  if (error.code === "EPROTOCOL") return undelivered("malformed_answer", detail);
  if (error.code === "ECONNECTION") return undelivered("refused", detail);
  // nodemailer puts a code of its own over that of the system or of OpenSSL
  const code = "originalCode" in error ? error.originalCode : error.code;
  return faultOutcome(Object.assign(new Error(error.message), { code }), where);
}

function recipientOrSender(error: Error): "recipient" | "rejected" {
  return "command" in error && error.command === "RCPT TO" ? "recipient" : "rejected";
}
