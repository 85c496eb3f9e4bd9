import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import snmp from "net-snmp";
import { spanAt } from "./span.ts";

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
  const message = spanAt(packet, 0);
  const version = spanAt(packet, message?.start);
  const header = spanAt(packet, version?.end);
  const flagsAt = spanAt(packet, spanAt(packet, spanAt(packet, header?.start)?.end)?.end);
  const security = spanAt(packet, header?.end);
  const data = spanAt(packet, security?.end);
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
  const pduAt = spanAt(packet, spanAt(packet, data.start)?.end)?.end;
  return pduAt !== undefined && packet[pduAt] === reportTag;
}

/** msgID of a message of version 3 (RFC 3412 section 6); undefined when there is none. */
export function messageIdOf(packet: Buffer): number | undefined {
  const version = spanAt(packet, spanAt(packet, 0)?.start);
  const id = spanAt(packet, spanAt(packet, version?.end)?.start);
  if (id === undefined || id.end === id.start || id.end - id.start > 5) return undefined;
  return packet.readIntBE(id.start, id.end - id.start);
}
