import { z } from "zod";
import { addressSchema } from "./naming.ts";
import { secretText } from "./secret.ts";

/** `sip:room@10.1.1.5`, `sips:pbx.example`: a SIP URI without parameters, headers or a password (RFC 3261 §19.1). */
export const sipUriSchema = z
  .string()
  .max(255)
  .regex(
    /^sips?:(?:[A-Za-z0-9._~!*'()&=+$,;?/%-]{1,64}@)?(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?)(?::\d{1,5})?(?!\n)$/,
    { error: "a SIP URI is written like sip:room@10.1.1.5" },
  );

export const sipTransports = ["udp", "tcp", "tls"] as const;

/** How a video point is asked over SIP. Without a port: 5061 for tls, else 5060. */
export const sipAccessSchema = z
  .strictObject({
    transport: z.enum(sipTransports).default("udp"),
    port: z.int().min(1).max(65535).optional(),
    /** `registrar`: a registrar or proxy is asked for the point's URI, so that the answer tells of its registration. */
    via: z.enum(["direct", "registrar"]).default("direct"),
    uri: sipUriSchema.optional(),
    /** Where the registrar is, when it is not the host of the URI. */
    registrar: addressSchema.optional(),
  })
  .refine((sip) => sip.via === "direct" || sip.uri !== undefined, {
    path: ["uri"],
    error: "a registrar has to be asked for a URI",
  });

export const h323AccessSchema = z.strictObject({
  /** Where the point registers (RAS, UDP 1719); without it the point itself is asked. */
  gatekeeper: addressSchema.optional(),
});

export const videoApiKinds = ["cisco", "poly"] as const;
export const videoSignallings = ["sip", "h323"] as const;

/** SHA-256 of a certificate (of its DER), as browsers and openssl show it, with colons or without. */
export const fingerprintSchema = z
  .string()
  .transform((text) =>
    text
      .replace(/^sha256 fingerprint=/i, "")
      .replaceAll(":", "")
      .toLowerCase(),
  )
  .pipe(
    z.string().regex(/^[0-9a-f]{64}(?!\n)$/, {
      error: "a fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits",
    }),
  );

/** What a video point says of itself, over HTTPS, to those who know its password. */
export const videoApiAccessSchema = z.strictObject({
  /** `cisco`: TC, CE and RoomOS codecs; `poly`: VideoOS (G7500, Studio X). */
  kind: z.enum(videoApiKinds),
  port: z.int().min(1).max(65535).default(443),
  /** HTTP Basic (RFC 7617) knows no colon in a user's name. */
  user: z.string().regex(/^[^:\p{Cc}]{1,64}$/u, { error: "a user has 1 to 64 characters and no colon" }),
  password: secretText(z.string().min(1).max(128)),
  /** Of the certificate the point signed itself; without it a known authority has to vouch for the point. */
  fingerprint: fingerprintSchema.optional(),
  /** Where the point has to be registered: it is degraded while it is not. */
  registered: z.array(z.enum(videoSignallings)).max(2).default([]),
});
