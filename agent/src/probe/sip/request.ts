import { randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";
import type { SettingsOf } from "@haidang/contract/check.ts";
import manifest from "../../../package.json" with { type: "json" };

export type SipSettings = SettingsOf<"sip">;

/** What tells our transaction from any other: every answer has to carry all four. */
export interface TransactionIdentity {
  /** New for each transaction; begins with the magic cookie of RFC 3261 §8.1.1.7. */
  branch: string;
  callId: string;
  fromTag: string;
  cseq: number;
}

/** This end of the socket the request leaves by. */
export interface LocalEnd {
  address: string;
  port: number;
}

const userAgent = `haidang/${manifest.version}`;
const hex = (bytes: number) => randomBytes(bytes).toString("hex");

export function newTransaction(): TransactionIdentity {
  return { branch: `z9hG4bK${hex(12)}`, callId: hex(12), fromTag: hex(6), cseq: 1 };
}

/** An address as a URI or Via has it: IPv6 in brackets, without a zone. */
export function uriHost(address: string): string {
  const [host = ""] = address.split("%");
  return isIPv6(host) ? `[${host}]` : host;
}

/** The Request-URI: what the inventory says, or the machine itself without a user part. */
export function requestUri({ uri, address, port, transport }: SipSettings): string {
  if (uri !== undefined) return uri;
  return `sip:${uriHost(address)}:${port}${transport === "udp" ? "" : `;transport=${transport}`}`;
}

/** OPTIONS (RFC 3261 §11.1), which asks what an INVITE would be answered and rings nobody. */
export function optionsRequest(settings: SipSettings, id: TransactionIdentity, local: LocalEnd): Buffer {
  const host = uriHost(local.address);
  const transport = settings.transport.toUpperCase();
  const contact = `sip:haidang@${host}:${local.port}`;
  const lines = [
    `OPTIONS ${requestUri(settings)} SIP/2.0`,
    `Via: SIP/2.0/${transport} ${host}:${local.port};branch=${id.branch};rport`,
    "Max-Forwards: 70",
    `From: <sip:haidang@${host}>;tag=${id.fromTag}`,
    `To: <${settings.uri ?? `sip:${uriHost(settings.address)}`}>`,
    `Call-ID: ${id.callId}@${host}`,
    `CSeq: ${id.cseq} OPTIONS`,
    `Contact: <${contact}${settings.transport === "udp" ? "" : `;transport=${settings.transport}`}>`,
    "Accept: application/sdp",
    `User-Agent: ${userAgent}`,
    "Content-Length: 0",
    "",
    "",
  ];
  return Buffer.from(lines.join("\r\n"), "ascii");
}

/** The Call-ID as it stands in the request. */
export function callIdOf(id: TransactionIdentity, local: LocalEnd): string {
  return `${id.callId}@${uriHost(local.address)}`;
}
