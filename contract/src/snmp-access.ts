import { z } from "zod";
import { secretText } from "./secret.ts";

/** HMAC of the User-based Security Model: SHA-2 by RFC 7860, MD5 and SHA-1 by RFC 3414. */
export const snmpAuthProtocols = ["sha256", "sha1", "sha224", "sha384", "sha512", "md5"] as const;

/** AES-128 by RFC 3826. AES-256 has no RFC, but two ways to lengthen a short key, and devices know one of them. */
export const snmpPrivacyProtocols = ["aes128", "aes256-blumenthal", "aes256-reeder"] as const;

const noDes =
  "DES does not work here: the cryptography of this program no longer has it; let the device use AES";

/** RFC 3414 section 11.2: passwords of at least 8 characters. */
const snmpKeySchema = secretText(
  z
    .string()
    .min(8, { error: "a key has at least 8 characters" })
    .max(255, { error: "a key has at most 255 characters" }),
);

/** The device answers from another of its addresses than the one asked, as some routers do: only the port is checked. */
const anySource = z.boolean().optional();

/** How versions 1 and 2c are asked. */
export const snmpCommunitySchema = z.strictObject({
  version: z.enum(["1", "2c"]),
  community: secretText(z.string().min(1).max(255)),
  anySource,
});

const privacyNeedsAuth = {
  path: ["privacy"],
  params: { rule: "privacy_needs_auth" },
  error: "privacy needs auth: SNMP version 3 encrypts only what it signs",
};

/** How version 3 is asked (RFC 3414). The keys are secret: nothing but an assignment may hold them. */
export const snmpUserSchema = z
  .strictObject({
    version: z.literal("3"),
    /** SnmpAdminString (SIZE(1..32)) of usmUserSecurityName. */
    user: z.string().min(1).max(32, { error: "a user has at most 32 characters" }),
    auth: z
      .strictObject({ protocol: z.enum(snmpAuthProtocols).default("sha256"), key: snmpKeySchema })
      .optional(),
    privacy: z
      .strictObject({
        protocol: z
          .enum(snmpPrivacyProtocols, { error: ({ input }) => (input === "des" ? noDes : undefined) })
          .default("aes128"),
        key: snmpKeySchema,
      })
      .optional(),
    anySource,
  })
  .refine(({ auth, privacy }) => privacy === undefined || auth !== undefined, privacyNeedsAuth);

/** With what a device is asked: a community, or a user of the User-based Security Model. */
export const snmpCredentialsSchema = z.discriminatedUnion("version", [snmpCommunitySchema, snmpUserSchema]);
export type SnmpCredentials = z.infer<typeof snmpCredentialsSchema>;

/** As written in an inventory; `snmpCredentials` says what it comes to. */
export const snmpAccessSchema = z
  .strictObject({
    version: z.enum(["1", "2c", "3"]).default("2c"),
    /** Of versions 1 and 2c; without it `public`. */
    community: snmpCommunitySchema.shape.community.optional(),
    user: snmpUserSchema.shape.user.optional(),
    auth: snmpUserSchema.shape.auth,
    privacy: snmpUserSchema.shape.privacy,
    anySource,
    port: z.int().min(1).max(65535).default(161),
    intervalS: z.int().min(5).max(3600).default(60),
  })
  .superRefine((access, context) => {
    const refuse = (key: string, rule: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], params: { rule }, message });
    if (access.version !== "3") {
      for (const key of ["user", "auth", "privacy"] as const) {
        if (access[key] !== undefined) refuse(key, "snmp_not_v3", `${key} is for SNMP version 3`);
      }
      return;
    }
    if (access.user === undefined) refuse("user", "missing_key", "SNMP version 3 needs a user");
    if (access.community !== undefined) {
      refuse("community", "snmp_v3_community", "SNMP version 3 has no community");
    }
    if (access.privacy !== undefined && access.auth === undefined) {
      refuse("privacy", privacyNeedsAuth.params.rule, privacyNeedsAuth.error);
    }
  });

export type SnmpAccess = z.infer<typeof snmpAccessSchema>;

/** With what a device of the inventory is asked. */
export function snmpCredentials(access: SnmpAccess): SnmpCredentials {
  const { version, community, user, auth, privacy } = access;
  const source = access.anySource === undefined ? {} : { anySource: access.anySource };
  if (version !== "3") return { version, community: community ?? "public", ...source };
  return {
    version,
    user: user ?? "",
    ...source,
    ...(auth === undefined ? {} : { auth }),
    ...(privacy === undefined ? {} : { privacy }),
  };
}
