import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { nearest } from "../suggest.ts";
import { say } from "../words/words.ts";
import { type Profiles, readProfiles } from "./file.ts";

/** The profiles of a file, which must be one of ours where there is one. */
export function knownProfiles(path: string, language: Language): Profiles {
  const read = readProfiles(path);
  if (read !== undefined) return read;
  throw new HaidangError("usage", say(language, "profile.broken", { path }), {
    hint: say(language, "profile.brokenHint"),
  });
}

/** Refuses a name that none has, and tells the nearest. */
export function mustBeKnown(name: string, { profiles }: Profiles, language: Language): void {
  if (Object.hasOwn(profiles, name)) return;
  const near = nearest(name, Object.keys(profiles), 1);
  throw new HaidangError("usage", say(language, "profile.unknown", { name }), {
    hint:
      near.length === 0
        ? say(language, "profile.unknownHint")
        : say(language, "usage.didYouMean", { list: near.join(", ") }),
  });
}
