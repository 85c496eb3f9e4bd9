import { z } from "zod";
import { idSchema, nameSchema } from "./naming.ts";
import { languages } from "./text.ts";

/** Roles of people, each may do what those before it may. */
export const roles = ["viewer", "operator", "admin"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Whether somebody of a role may do what is asked of another. */
export function mayActAs(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** A unit's id: what somebody sees and acts on lies under it; null for the whole province. */
export const userScopeSchema = idSchema.nullable();

const mailSchema = z.string().max(200).pipe(z.email());

/** POST /api/v1/users. The password is set by whoever opens the link that the answer holds. */
export const newUserSchema = z.strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  role: roleSchema,
  scope: userScopeSchema.default(null),
  language: z.enum(languages).default("vi"),
  mail: mailSchema.optional(),
});
export type NewUser = z.input<typeof newUserSchema>;

/** POST /api/v1/users/:id/change: what is absent stays. */
export const userChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  role: roleSchema.optional(),
  scope: userScopeSchema.optional(),
  language: z.enum(languages).optional(),
  mail: mailSchema.nullable().optional(),
  disabled: z.boolean().optional(),
});
export type UserChange = z.input<typeof userChangeSchema>;

/** GET /api/v1/users: never a password or a seed. */
export const userRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  scope: z.string().nullable(),
  language: z.enum(languages),
  mail: z.string().nullable(),
  disabled: z.boolean(),
  /** False until the first link was used, and after a reset. */
  hasPassword: z.boolean(),
  /** Signs in by the OpenID provider. */
  provider: z.boolean().default(false),
  secondFactor: z.boolean(),
  /** Recovery codes not used yet. */
  recoveryCodes: z.int(),
  createdAtMs: z.number(),
  lastSignInMs: z.number().nullable(),
});
export type UserRow = z.infer<typeof userRowSchema>;

/** A single-use link that sets a password; `code` stands in the page's address after `#password=`. */
export const passwordLinkSchema = z.object({
  user: userRowSchema,
  code: z.string(),
  expiresAt: z.string(),
});
export type PasswordLink = z.infer<typeof passwordLinkSchema>;

/** POST /api/v1/users/:id/reset-password */
export const passwordResetSchema = z.strictObject({
  /** Forgets the second factor too: the telephone is lost and so are the recovery codes. */
  secondFactor: z.boolean().default(false),
});

/** Roles that have to prove a second factor. */
export const secondFactorPolicySchema = z.strictObject({ required: z.array(roleSchema).max(roles.length) });
export type SecondFactorPolicy = z.infer<typeof secondFactorPolicySchema>;

/** Length alone makes a password hard to guess (NIST SP 800-63B 3.1.1). */
const passwordSchema = z
  .string()
  .min(12, { error: "a password has at least 12 characters" })
  .max(200, { error: "a password has at most 200 characters" });

/** POST /api/v1/session/password: sets the password by the link's code; signing in comes after. */
export const setPasswordSchema = z.strictObject({
  code: z.string().min(1).max(200),
  password: passwordSchema,
});
/** POST /api/v1/session/password/change */
export const changePasswordSchema = z.strictObject({
  present: z.string().min(1).max(200),
  password: passwordSchema,
});

/** POST /api/v1/session: with the administrator's key, a single-use code, or as a user. */
export const signInSchema = z.union([
  z.strictObject({ key: z.string().min(1).max(200) }),
  z.strictObject({ code: z.string().min(1).max(200) }),
  z.strictObject({
    user: z.string().min(1).max(63),
    password: z.string().min(1).max(200),
    /** Six digits of the authenticator, or a recovery code. */
    secondFactor: z.string().min(1).max(40).optional(),
  }),
  /** A browser that has come back from the OpenID provider; its cookie says which visit. */
  z.strictObject({ provider: z.literal(true), secondFactor: z.string().min(1).max(40).optional() }),
]);
export type SignIn = z.infer<typeof signInSchema>;

/** GET /api/v1/session/ways: what a page can offer besides name, password and key. */
export const signInWaysSchema = z.object({
  /** What the OpenID provider is called; null where there is none. */
  provider: z.string().nullable(),
});

/** GET /api/v1/session: who is signed in, by a browser's cookie or by what the request shows. */
export const whoSchema = z.object({
  role: roleSchema,
  name: z.string(),
  /** Null for the administrator of the key. */
  user: z.string().nullable(),
  scope: z.string().nullable(),
  language: z.enum(languages).nullable(),
  /** `needed`: nothing else may be done before it is set up. */
  secondFactor: z.enum(["on", "off", "needed"]),
});
export type Who = z.infer<typeof whoSchema>;

/** POST /api/v1/session/second-factor: what an authenticator is told, once. */
export const secondFactorOfferSchema = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorOffer = z.infer<typeof secondFactorOfferSchema>;
/** POST /api/v1/session/second-factor/confirm */
export const secondFactorConfirmSchema = z.strictObject({ code: z.string().min(1).max(20) });
/** Each of these stands in for the authenticator once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
