import { deviceText } from "@haidang/contract/text.ts";
import type { Profiles } from "./load.ts";
import type { Profile } from "./profile.ts";
import { matchPattern } from "./safe-pattern.ts";

/** What a device says of itself, made safe; absent where it says nothing. */
export interface SystemGroup {
  sysObjectID: string | undefined;
  sysDescr: string | undefined;
  sysName: string | undefined;
}

/** The profile of everything that no other knows. */
export const fallbackProfile = "generic";

/**
 * The profile that knows the device best: the longest sysObjectID that it starts with; among equals one that also
 * knows its sysDescr. A sysDescr alone weighs less than any sysObjectID.
 */
export function chooseProfile(profiles: Profiles, system: SystemGroup): Profile | undefined {
  let best = { profile: profiles.get(fallbackProfile), weight: -1 };
  for (const profile of profiles.values()) {
    for (const match of profile.match) {
      const weight = weightOf(match, system);
      if (weight !== undefined && weight > best.weight) best = { profile, weight };
    }
  }
  return best.profile;
}

function weightOf(match: Profile["match"][number], system: SystemGroup): number | undefined {
  const { sysObjectID, sysDescr } = match;
  if (sysObjectID !== undefined && !`${system.sysObjectID ?? ""}.`.startsWith(`${sysObjectID}.`))
    return undefined;
  if (sysDescr !== undefined && matchPattern(sysDescr, deviceText(system.sysDescr ?? "")) === undefined) {
    return undefined;
  }
  return (sysObjectID?.split(".").length ?? 0) * 2 + (sysDescr === undefined ? 0 : 1);
}
