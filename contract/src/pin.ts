import { z } from "zod";

/**
 * A pin names a key: the SHA-256 of a certificate's SubjectPublicKeyInfo (as RFC 7469 section 2.4 has it). The control
 * plane's pin is that of its own authority, or of the certificate it was given.
 */
export const pinSchema = z.string().regex(/^sha256:[A-Za-z0-9_-]{43}(?!\n)$/, {
  error: "a fingerprint is written as the control plane prints it: sha256: and 43 characters",
});

/** GET /api/v1/certificate */
export const certificateSchema = z.object({
  /** False where plain HTTP on loopback is all there is. */
  tls: z.boolean(),
  /** Made by the control plane's own authority. */
  own: z.boolean(),
  /** Where others reach it. */
  url: z.string().nullable(),
  hosts: z.array(z.string()),
  validToMs: z.number().nullable(),
  /** The one in use first, then the one announced. */
  pins: z.array(z.string()),
  /** The own authority's certificate, PEM. */
  authority: z.string().nullable(),
  /** Agents that were not told of all pins yet. */
  unaware: z.array(z.string()),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** POST /api/v1/certificate/rotate */
export const rotateRequestSchema = z.strictObject({
  /** Use what was announced; else announce another. */
  finish: z.boolean().default(false),
  /** Though agents have not heard of it: they are cut off until they are enrolled again. */
  force: z.boolean().default(false),
});
export type RotateRequest = z.input<typeof rotateRequestSchema>;
