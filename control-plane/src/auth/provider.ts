import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import * as openid from "openid-client";
import { z } from "zod";
import type { ProviderSettings } from "../config/sign-in-provider.ts";

/** What binds one visit to the provider to the browser that began it. */
export interface Visit {
  state: string;
  nonce: string;
  /** RFC 7636. */
  verifier: string;
}

/** Somebody, as the provider has signed it. */
export interface Claims {
  issuer: string;
  subject: string;
  /** Only where the provider says that it has verified it. */
  mail: string | null;
  /** What he is called there, for an id here. */
  login: string | null;
  name: string | null;
  groups: string[];
}

/** An OpenID provider: authorization code with PKCE (RFC 6749, RFC 7636), ID token (OpenID Connect Core 1.0). */
export interface Provider {
  name: string;
  /** Where to send the browser. Throws `provider_unavailable` while the provider does not answer. */
  begin(visit: Visit): Promise<URL>;
  /** Takes the answer it sent the browser back with. Throws `unauthorized` for one that does not hold. */
  finish(query: string, visit: Visit): Promise<Claims>;
}

const deadlineS = 10;
const longestAnswer = 1024 * 1024;
const text = (most: number) => z.string().transform((raw) => deviceText(raw, most));
const mostGroups = 1000;

const claimsSchema = z.looseObject({
  iss: z.string().min(1).max(500),
  sub: z.string().min(1).max(255),
  email: z.email().max(200).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  preferred_username: text(200).optional().catch(undefined),
  name: text(120).optional().catch(undefined),
});

export function newVisit(): Visit {
  return {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    verifier: openid.randomPKCECodeVerifier(),
  };
}

export function connectProvider(settings: ProviderSettings): Provider {
  let found: Promise<openid.Configuration> | undefined;

  /** Asked for at the first sign-in, and again after it failed: the centre starts without the provider too. */
  function configuration(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = settings;
    const proof = clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret);
    const isPlain = issuer.startsWith("http:");
    found ??= openid
      .discovery(new URL(issuer), clientId, undefined, proof, {
        timeout: deadlineS,
        [openid.customFetch]: boundedFetch,
        // the token comes over TLS, and its signature is checked all the same
        execute: [openid.enableNonRepudiationChecks, ...(isPlain ? [openid.allowInsecureRequests] : [])],
      })
      .catch((cause: unknown) => {
        found = undefined;
        throw new HaidangError(
          "provider_unavailable",
          `the sign-in provider ${settings.name} does not answer`,
          {
            hint: "try again, or sign in with name and password",
            cause,
          },
        );
      });
    return found;
  }

  return {
    name: settings.name,
    async begin({ state, nonce, verifier }) {
      return openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.returnUrl,
        scope: settings.scopes,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...{ state, nonce },
      });
    },
    async finish(query, { state, nonce, verifier }) {
      const known = await configuration();
      try {
        const tokens = await openid.authorizationCodeGrant(known, new URL(`${settings.returnUrl}${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return claimsOf(tokens.claims(), settings.groupsClaim);
      } catch (cause) {
        throw new HaidangError(
          "unauthorized",
          `the sign-in provider's answer does not hold: ${reasonOf(cause)}`,
          {
            hint: "begin anew; if it happens again, an admin compares the provider's settings with HAIDANG_OIDC_*",
            cause,
          },
        );
      }
    },
  };
}

function claimsOf(token: unknown, groupsClaim: string): Claims {
  const { iss, sub, email, email_verified, preferred_username, name, ...rest } = claimsSchema.parse(token);
  const mail = email_verified === true && email !== undefined ? email : null;
  const groups = z.array(z.string()).max(mostGroups).catch([]).parse(rest[groupsClaim]);
  return {
    ...{ issuer: iss, subject: sub, mail, groups },
    ...{ login: preferred_username ?? mail, name: name === undefined || name === "" ? null : name },
  };
}

/** Why it was refused, in the library's or the provider's words, bounded. */
function reasonOf(cause: unknown): string {
  const code = cause instanceof openid.AuthorizationResponseError ? cause.error : undefined;
  return deviceText(code ?? (cause instanceof Error ? cause.message : String(cause)), 200);
}

/** An endless answer is cut off. */
async function boundedFetch(url: string, options: openid.CustomFetchOptions): Promise<Response> {
  const { method, headers, body, redirect, signal } = options;
  const answer = await fetch(url, {
    ...{ method, headers, redirect },
    ...(body === undefined || body === null ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer.body ?? []) {
    length += piece.byteLength;
    if (length > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} bytes`);
    pieces.push(piece);
  }
  const { status, statusText } = answer;
  const whole = [101, 204, 205, 304].includes(status) ? null : Buffer.concat(pieces);
  return new Response(whole, { status, statusText, headers: answer.headers });
}
