import { type Check, checkSchema } from "@haidang/contract/check.ts";
import { pinSchema } from "@haidang/contract/pin.ts";
import { type ReleaseOffer, releaseKeySchema, releaseOfferSchema } from "@haidang/contract/release.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { z } from "zod";

/** Checks one by one, so that a kind of check this agent is too old for leaves all others running. */
export interface ReadConfig {
  version: string;
  checks: Check[];
  /** Keys of the control plane to trust from now on. */
  pins?: string[];
  /** Where the control plane is reached from now on, the preferred one first. */
  addresses?: string[];
  /** A credential to use from now on. */
  token?: string;
  unknown: { check: string; why: string }[];
  /** A newer version of the agent, and the key its signature is verified with. */
  release?: ReleaseOffer;
  releaseKey?: string;
}

const envelopeSchema = z.object({
  version: z.string().min(1).max(200),
  checks: z.array(z.unknown()).max(100_000),
  pins: z.array(pinSchema).min(1).max(4).optional(),
  // those that cannot be read are no reason to leave the checks
  addresses: z.array(z.string().min(1).max(300)).max(8).optional().catch(undefined),
  credential: z.object({ token: z.string().min(16).max(4096) }).optional(),
  // one that cannot be read is no reason to leave the checks
  release: releaseOfferSchema.optional().catch(undefined),
  releaseKey: releaseKeySchema.optional().catch(undefined),
});

/** Reads a configuration from the wire or from disk; a sentence when it is none at all. */
export function readConfig(value: unknown): ReadConfig | string {
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) return deviceText(z.prettifyError(envelope.error));
  const checks = new Map<string, Check>();
  const unknown: ReadConfig["unknown"] = [];
  for (const raw of envelope.data.checks) {
    const check = checkSchema.safeParse(raw);
    if (check.success) checks.set(check.data.id, check.data);
    else unknown.push({ check: idOf(raw), why: deviceText(z.prettifyError(check.error)) });
  }
  const { version, pins, addresses, credential, release, releaseKey } = envelope.data;
  return {
    version,
    checks: [...checks.values()],
    ...(pins === undefined ? {} : { pins }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(credential === undefined ? {} : { token: credential.token }),
    ...(release === undefined ? {} : { release }),
    ...(releaseKey === undefined ? {} : { releaseKey }),
    unknown,
  };
}

function idOf(raw: unknown): string {
  const named = z.object({ id: z.string() }).safeParse(raw);
  return named.success ? deviceText(named.data.id, 160) : "?";
}

export interface CheckDiff {
  added: Check[];
  changed: Check[];
  /** Identifiers of checks that are no more. */
  removed: string[];
}

/** What a new list means for the checks that run: those not named stay untouched. */
export function diffChecks(before: ReadonlyMap<string, Check>, after: readonly Check[]): CheckDiff {
  const diff: CheckDiff = { added: [], changed: [], removed: [] };
  const kept = new Set<string>();
  for (const check of after) {
    const known = before.get(check.id);
    if (known === undefined) diff.added.push(check);
    else if (JSON.stringify(known) !== JSON.stringify(check)) diff.changed.push(check);
    kept.add(check.id);
  }
  for (const id of before.keys()) if (!kept.has(id)) diff.removed.push(id);
  return diff;
}
