import { createHash, type X509Certificate } from "node:crypto";
import { z } from "zod";

/**
 * Not for the page, which has no Node.
 *
 * A pin names a key: the SHA-256 of a certificate's SubjectPublicKeyInfo (as RFC 7469 section 2.4 has it). The control
 * plane's pin is that of its own authority, or of the certificate it was given.
 */
export const pinSchema = z.string().regex(/^sha256:[A-Za-z0-9_-]{43}(?!\n)$/, {
  error: "a fingerprint is written as the control plane prints it: sha256: and 43 characters",
});

/** The pin of a certificate's key. */
export function pinOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(key).digest("base64url")}`;
}
