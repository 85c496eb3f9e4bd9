import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import snmp from "net-snmp";

type UserCredentials = Extract<SnmpCredentials, { version: "3" }>;
type AuthProtocol = NonNullable<UserCredentials["auth"]>["protocol"];
type PrivacyProtocol = NonNullable<UserCredentials["privacy"]>["protocol"];

const authProtocols: Record<AuthProtocol, snmp.AuthProtocols> = {
  md5: snmp.AuthProtocols.md5,
  sha1: snmp.AuthProtocols.sha,
  sha224: snmp.AuthProtocols.sha224,
  sha256: snmp.AuthProtocols.sha256,
  sha384: snmp.AuthProtocols.sha384,
  sha512: snmp.AuthProtocols.sha512,
};

const privacyProtocols: Record<PrivacyProtocol, snmp.PrivProtocols> = {
  aes128: snmp.PrivProtocols.aes,
  "aes256-blumenthal": snmp.PrivProtocols.aes256b,
  "aes256-reeder": snmp.PrivProtocols.aes256r,
};

/** A user as net-snmp wants it, at the level its keys give. */
export function usmUser({ user: name, auth, privacy }: UserCredentials): snmp.User {
  if (auth === undefined) return { name, level: snmp.SecurityLevel.noAuthNoPriv };
  const signed = { name, authProtocol: authProtocols[auth.protocol], authKey: auth.key };
  if (privacy === undefined) return { ...signed, level: snmp.SecurityLevel.authNoPriv };
  return {
    ...signed,
    level: snmp.SecurityLevel.authPriv,
    privProtocol: privacyProtocols[privacy.protocol],
    privKey: privacy.key,
  };
}

/** What a report of the device comes to (usmStats, RFC 3414 section 5). */
export type UsmFault =
  | { kind: "refused"; detail: string }
  /** The device counts its time anew, or is another than before: a fresh session finds out. */
  | { kind: "stale"; detail: string }
  | { kind: "forged"; detail: string };

/** net-snmp tells reports by these words only; the code is the same for all. */
const reports: ReadonlyArray<readonly [string, UsmFault]> = [
  [
    "Unsupported Security Level",
    { kind: "refused", detail: "the user is not set up for this level of security" },
  ],
  [
    "Not In Time Window",
    { kind: "stale", detail: "the device counts its time otherwise (not in time window)" },
  ],
  ["Unknown User Name", { kind: "refused", detail: "the device does not know this user" }],
  ["Unknown Engine ID", { kind: "stale", detail: "another SNMP engine answers at this address" }],
  ["Wrong Digest", { kind: "refused", detail: "the authentication key or its protocol is wrong" }],
  ["Decryption Error", { kind: "refused", detail: "the privacy key or its protocol is wrong" }],
];

/** ENotInTimeWindow is missing from the published types. */
const staleAnswer = "is outside the time window";

/** Of an answer, not of a report. */
const unreadable = ["Authentication digest", "Failed to decrypt PDU"];

/** The fault a net-snmp error of version 3 stands for; undefined when it is none. Its own words would show digests. */
export function usmFault(error: Error): UsmFault | undefined {
  if (!(error instanceof snmp.ResponseInvalidError)) return undefined;
  if (error.message.includes(staleAnswer)) {
    return { kind: "stale", detail: "an answer from outside the time window" };
  }
  if (unreadable.some((words) => error.message.startsWith(words))) {
    return { kind: "forged", detail: "an answer that the keys do not fit" };
  }
  return reports.find(([words]) => error.message.startsWith(words))?.[1];
}

const flagAuth = 1;
const flagPrivacy = 2;
const reportTag = 0xa8;

/**
 * May this packet be taken as an answer at a level? Reports may come in the clear (RFC 3412 section 7.1); anything
 * else below the level asked at is forged, and net-snmp would believe it. Undefined: not version 3 at all.
 */
export function isAtLevel(packet: Buffer, level: snmp.SecurityLevel): boolean | undefined {
  const message = element(packet, 0);
  const version = element(packet, message?.start);
  const header = element(packet, version?.end);
  const flagsAt = element(packet, element(packet, element(packet, header?.start)?.end)?.end);
  const security = element(packet, header?.end);
  const data = element(packet, security?.end);
  if (flagsAt === undefined || data === undefined) return undefined;
  const flags = packet[flagsAt.start] ?? 0;
  const needed =
    level === snmp.SecurityLevel.authPriv
      ? flagAuth | flagPrivacy
      : level === snmp.SecurityLevel.authNoPriv
        ? flagAuth
        : 0;
  if ((flags & needed) === needed) return true;
  if ((flags & flagPrivacy) !== 0) return false;
  // ScopedPDU: contextEngineID, contextName, PDU
  const pduAt = element(packet, element(packet, data.start)?.end)?.end;
  return pduAt !== undefined && packet[pduAt] === reportTag;
}

/** Where the content of the BER element at an offset begins and ends; undefined outside the packet. */
function element(packet: Buffer, at: number | undefined): { start: number; end: number } | undefined {
  const first = at === undefined ? undefined : packet[at + 1];
  if (at === undefined || first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4 || at + 2 + lengthBytes > packet.length) return undefined;
  const length = lengthBytes === 0 ? (first < 0x80 ? first : 0) : packet.readUIntBE(at + 2, lengthBytes);
  const start = at + 2 + lengthBytes;
  return start + length > packet.length ? undefined : { start, end: start + length };
}
