import { z } from "zod";
import { type Grant, readGrants } from "./provider-grant.ts";

export interface ProviderSettings {
  /** Its issuer identifier (OpenID Connect Discovery 1.0 section 4). */
  issuer: string;
  clientId: string;
  /** Undefined for a public client. */
  clientSecret: string | undefined;
  /** As the button on the page calls it. */
  name: string;
  scopes: string;
  /** The claim of the ID token that lists groups. */
  groupsClaim: string;
  grants: readonly Grant[];
  /** Where it sends browsers back to, as it is registered there. */
  returnUrl: string;
}

const grantsSchema = z.string().transform((text, context): Grant[] => {
  const grants = readGrants(text);
  if (typeof grants !== "string") return grants;
  context.addIssue({ code: "custom", message: grants });
  return z.NEVER;
});

const isLoopback = (url: string) => ["127.0.0.1", "[::1]", "localhost"].includes(new URL(url).hostname);

/** HAIDANG_OIDC_*: an OpenID provider people may sign in by. */
export const providerVariables = {
  HAIDANG_OIDC_ISSUER: z
    .url({ error: "must be the issuer's URL, as the provider itself names it" })
    .max(500)
    .refine((url) => url.startsWith("https://") || (url.startsWith("http://") && isLoopback(url)), {
      error: "must begin with https:// (http:// on loopback only)",
    })
    .optional(),
  HAIDANG_OIDC_CLIENT_ID: z.string().min(1).max(255).optional(),
  HAIDANG_OIDC_CLIENT_SECRET: z.string().min(1).max(500).optional(),
  HAIDANG_OIDC_NAME: z.string().min(1).max(40).default("OpenID"),
  HAIDANG_OIDC_SCOPES: z
    .string()
    .regex(/^openid(?: [!-~]{1,100}){0,20}(?!\n)$/, { error: "must be words, the first of them openid" })
    .default("openid email profile"),
  HAIDANG_OIDC_GROUPS_CLAIM: z.string().min(1).max(200).default("groups"),
  HAIDANG_OIDC_ROLES: grantsSchema.prefault(""),
} as const;

type Variables = z.output<z.ZodObject<typeof providerVariables>> & {
  HAIDANG_PUBLIC_URL?: string | undefined;
};

/** What has to be set together; no entry where all is well. */
export function providerFaults(data: Variables): Array<{ path: [keyof Variables]; message: string }> {
  if (data.HAIDANG_OIDC_ISSUER === undefined) return [];
  const needed = ["HAIDANG_OIDC_CLIENT_ID", "HAIDANG_PUBLIC_URL"] as const;
  return needed
    .filter((name) => data[name] === undefined)
    .map((name) => ({ path: [name], message: "has to be set with HAIDANG_OIDC_ISSUER" }));
}

/** Where the provider sends browsers back to. */
export const returnPath = "/api/v1/session/provider/return";

export function providerSettings(data: Variables): ProviderSettings | undefined {
  const { HAIDANG_OIDC_ISSUER: issuer, HAIDANG_OIDC_CLIENT_ID: clientId, HAIDANG_PUBLIC_URL: url } = data;
  if (issuer === undefined || clientId === undefined || url === undefined) return undefined;
  return {
    ...{ issuer, clientId, clientSecret: data.HAIDANG_OIDC_CLIENT_SECRET },
    ...{ name: data.HAIDANG_OIDC_NAME, scopes: data.HAIDANG_OIDC_SCOPES },
    ...{ groupsClaim: data.HAIDANG_OIDC_GROUPS_CLAIM, grants: data.HAIDANG_OIDC_ROLES },
    returnUrl: `${url}${returnPath}`,
  };
}
