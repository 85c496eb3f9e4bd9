import { z } from "zod";
import { idSchema } from "./naming.ts";

/** A secret kept by the control plane, named where it is used: `haidang secret set <name>` puts it there. */
export const secretRefSchema = z.strictObject({ secret: idSchema });
export type SecretRef = z.infer<typeof secretRefSchema>;

/** No key or password begins like this: what does names a secret. As long as the shortest keys have to be. */
const refMark = "\u0000haidang secret:";

/**
 * A secret in an inventory, as text or as `{ secret: name }`. The name stays in its place, as text, until what holds it
 * is sent to an agent: `nameOfSecret` tells it from a secret.
 */
export function secretText<S extends z.ZodString>(schema: S): z.ZodPreprocess<S> {
  return z.preprocess((value) => {
    const ref = secretRefSchema.safeParse(value);
    return ref.success ? refMark + ref.data.secret : value;
  }, schema);
}

/** The name, where a text stands for a secret of the vault. */
export function nameOfSecret(text: string): string | undefined {
  return text.startsWith(refMark) ? text.slice(refMark.length) : undefined;
}

/** Names of secrets that a text of a channel is filled in with, as `{secret:name}`. */
export function secretsInText(text: string): string[] {
  return [...text.matchAll(/\{secret:([a-z0-9._-]{1,63})\}/g)].map(([, name = ""]) => name);
}

/** POST /api/v1/secrets/:name */
export const secretValueSchema = z.strictObject({
  value: z
    .string()
    .min(1, { error: "a secret cannot be empty" })
    .max(4096, { error: "a secret has at most 4096 characters" })
    .refine((value) => nameOfSecret(value) === undefined, { error: "a secret is no name of another" }),
});

/** GET /api/v1/secrets: never the secret itself. */
export const secretRowSchema = z.object({
  name: z.string(),
  changedAtMs: z.number(),
  by: z.string(),
  /** Objects and channels of the inventory that name it, e.g. `devices/co-to-router`. */
  usedBy: z.array(z.string()),
});
export type SecretRow = z.infer<typeof secretRowSchema>;

/** POST /api/v1/secrets/:name/remove */
export const removedSecretSchema = z.object({ name: z.string() });

/** POST /api/v1/vault/rotate-key */
export const rotatedKeySchema = z.object({ secrets: z.int() });
