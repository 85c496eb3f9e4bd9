import { type Check, checkSchema } from "@haidang/contract/check.ts";
import { nameOfSecret, secretRefSchema } from "@haidang/contract/secret.ts";

/**
 * Checks as an agent gets them, with the secrets they name. One whose secret is gone, or is none where it stands (too
 * short for a key), is left out: asking with something else would lock accounts.
 */
export function withSecrets(
  checks: readonly Check[],
  secretOf: (name: string) => string | undefined,
): Check[] {
  return checks.flatMap((check) => {
    const names = [...namesIn(check.settings)];
    if (names.length === 0) return [check];
    if (names.some((name) => secretOf(name) === undefined)) return [];
    const read = checkSchema.safeParse({ ...check, settings: filled(check.settings, secretOf) });
    return read.success ? [read.data] : [];
  });
}

/** Of secrets, wherever in a value they stand. */
export function* namesIn(value: unknown): Generator<string> {
  if (typeof value === "string") {
    const name = nameOfSecret(value);
    if (name !== undefined) yield name;
    return;
  }
  const ref = secretRefSchema.safeParse(value);
  if (ref.success) yield ref.data.secret;
  else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) yield* namesIn(part);
  }
}

function filled(value: unknown, secretOf: (name: string) => string | undefined): unknown {
  if (typeof value === "string") {
    const name = nameOfSecret(value);
    return name === undefined ? value : secretOf(name);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((part: unknown) => filled(part, secretOf));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filled(part, secretOf)]));
}
