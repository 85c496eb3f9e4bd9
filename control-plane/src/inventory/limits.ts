import type { Check } from "@haidang/contract/check.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Limits, ThresholdProfile } from "@haidang/contract/threshold.ts";
import type { WorldObject } from "./world-object.ts";

/** The limits of one object, with what they are shares of. */
export interface ObjectLimits extends Limits {
  cirBps?: number | undefined;
}

/**
 * Limits by object, one laid over the other: those of the default profile, of its kind, of the profile it names, its
 * own. Of sensors, the limits that are nearest to the object come first.
 */
export function limitsOf(
  profiles: readonly ThresholdProfile[],
  objects: ReadonlyMap<ObjectKey, WorldObject>,
): Map<ObjectKey, ObjectLimits> {
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));
  const general = profiles.find((profile) => profile.default);
  const given = new Map<ObjectKey, ObjectLimits>();
  for (const object of objects.values()) {
    const { kind, item } = object;
    if (kind !== "link" && kind !== "device" && kind !== "service" && kind !== "video") continue;
    const named = item.thresholds === undefined ? undefined : byId.get(item.thresholds);
    const ofKind = profiles.find((profile) => profile.kinds.includes(kind));
    const layers = [general, ofKind, named].flatMap((profile) =>
      profile === undefined ? [] : [bare(profile)],
    );
    if (item.limits !== undefined) layers.push(item.limits);
    if (layers.length === 0) continue;
    const sensors = layers.toReversed().flatMap((layer) => layer.sensors ?? []);
    const cirBps = kind === "link" ? object.item.cir : undefined;
    given.set(object.key, { ...Object.assign({}, ...layers), sensors, cirBps });
  }
  return given;
}

function bare({
  id: _id,
  name: _name,
  default: _default,
  kinds: _kinds,
  ...limits
}: ThresholdProfile): Limits {
  return limits;
}

/** A check with the attempts its object asks for; vantages only add to the word of another check. */
export function withAttempts(check: Check, limits: Limits | undefined): Check {
  const { downAttempts: down, degradedAttempts: degraded } = limits ?? {};
  if (down === undefined && degraded === undefined) return check;
  const attempts = {
    ...(down === undefined ? {} : { down }),
    ...(degraded === undefined ? {} : { degraded }),
  };
  return { ...check, attempts };
}
