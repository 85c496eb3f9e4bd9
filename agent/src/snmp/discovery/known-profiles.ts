import { loadProfiles, ownProfiles, type Profiles } from "./load.ts";

/** Environment variable with a folder of profiles of one's own. */
export const profileFolderVariable = "HAIDANG_SNMP_PROFILES";

let known: Promise<Profiles> | undefined;

/** The profiles of this process, read at first need. Rejects with HaidangError, and then tries again when asked again. */
export function knownProfiles(): Promise<Profiles> {
  known ??= loadProfiles(folders()).catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

function folders(): string[] {
  const more = process.env[profileFolderVariable];
  return more === undefined || more === "" ? [ownProfiles] : [ownProfiles, more];
}
