import { loadProfiles, type Profiles } from "./load.ts";
import { ownProfiles } from "./own-profiles.ts";

/** Environment variable with a folder of profiles of one's own. */
export const profileFolderVariable = "HAIDANG_SNMP_PROFILES";

let known: Promise<Profiles> | undefined;

/** The profiles of this process, read at first need. Rejects with HaidangError, and then tries again when asked again. */
export function knownProfiles(): Promise<Profiles> {
  known ??= loadProfiles(places()).catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

function places(): Parameters<typeof loadProfiles>[0] {
  const more = process.env[profileFolderVariable];
  return more === undefined || more === "" ? [ownProfiles] : [ownProfiles, more];
}
