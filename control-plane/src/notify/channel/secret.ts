import type { SecretRef } from "@haidang/contract/secret.ts";
import type { Secrets } from "./channel.ts";
import { Failure } from "./outcome.ts";

/** The secret a channel names. Throws `misconfigured` with what to type. */
export function needSecret(secrets: Secrets, { secret }: SecretRef): string {
  const value = secrets.get(secret);
  if (value === undefined) {
    throw new Failure(
      "misconfigured",
      `there is no secret ${secret}: put it there with haidang secret set ${secret}`,
    );
  }
  return value;
}

/** As `needSecret`, for one that goes into a header or a URL as it is. */
export function needToken(secrets: Secrets, ref: SecretRef): string {
  const token = needSecret(secrets, ref);
  if (/^[\x21-\x7e]{1,4096}$/.test(token) && !token.includes("\n")) return token;
  throw new Failure("misconfigured", `secret ${ref.secret} is not one line of ASCII: set it again`);
}
