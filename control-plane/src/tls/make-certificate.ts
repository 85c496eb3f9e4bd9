import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import { der, derInteger, derOid, derTime, tags } from "./der.ts";

/** Who vouches for a certificate: the name in its own, and its private key (EC P-256). */
export interface Issuer {
  name: string;
  key: KeyObject;
}

export interface CertificatePlan {
  name: string;
  publicKey: KeyObject;
  /** Host names and IP addresses it is good for; an authority has none. */
  hosts: readonly string[];
  isAuthority: boolean;
  fromMs: number;
  toMs: number;
}

const oids = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
} as const;

/** An X.509 certificate of version 3 (RFC 5280), in PEM. */
export function makeCertificate(plan: CertificatePlan, issuer: Issuer): string {
  const algorithm = der(tags.sequence, derOid(oids.ecdsaWithSha256));
  const toBeSigned = der(
    tags.sequence,
    der(0xa0, derInteger(Buffer.of(2))),
    derInteger(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    distinguishedName(issuer.name),
    der(tags.sequence, derTime(plan.fromMs), derTime(plan.toMs)),
    distinguishedName(plan.name),
    plan.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(tags.sequence, ...extensionsOf(plan, issuer))),
  );
  const signature = sign("sha256", toBeSigned, issuer.key);
  const whole = der(tags.sequence, toBeSigned, algorithm, bitString(signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf({ publicKey, hosts, isAuthority }: CertificatePlan, issuer: Issuer): Buffer[] {
  const yes = der(tags.boolean, Buffer.of(0xff));
  const issuerKey = createPublicKey(issuer.key);
  // keyCertSign and cRLSign (bits 5, 6), else digitalSignature (bit 0)
  const usage = isAuthority ? Buffer.of(1, 0x06) : Buffer.of(7, 0x80);
  return [
    extension(oids.basicConstraints, der(tags.sequence, ...(isAuthority ? [yes] : [])), true),
    extension(oids.keyUsage, der(tags.bitString, usage), true),
    extension(oids.subjectKeyId, der(tags.octetString, keyId(publicKey))),
    extension(oids.authorityKeyId, der(tags.sequence, der(0x80, keyId(issuerKey)))),
    ...(isAuthority
      ? []
      : [
          extension(oids.extKeyUsage, der(tags.sequence, derOid(oids.serverAuth))),
          extension(oids.subjectAltName, der(tags.sequence, ...hosts.map(generalName))),
        ]),
  ];
}

function extension(oid: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [der(tags.boolean, Buffer.of(0xff))] : [];
  return der(tags.sequence, derOid(oid), ...critical, der(tags.octetString, value));
}

function distinguishedName(name: string): Buffer {
  const attribute = der(tags.sequence, derOid(oids.commonName), der(tags.utf8String, Buffer.from(name)));
  return der(tags.sequence, der(tags.set, attribute));
}

function bitString(bytes: Uint8Array): Buffer {
  return der(tags.bitString, Buffer.of(0), bytes);
}

/** RFC 5280 section 4.2.1.2, method 1 in spirit: any value that tells keys apart will do. */
function keyId(key: KeyObject): Buffer {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest()
    .subarray(0, 20);
}

function generalName(host: string): Buffer {
  return isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  // the URL parser writes out what an address may leave out or say in IPv4's way
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const before = groups(head);
  const after = groups(tail ?? "");
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}
