import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { z } from "zod";
import type { Environment } from "../language.ts";
import { profileInUse } from "../profile/file.ts";
import { say } from "../words/words.ts";

export const defaultUrl = "http://127.0.0.1:8700";

/** Where the control plane is and what to show it. */
export interface Place {
  /** Origin, without a slash at its end. */
  url: string;
  key?: string;
  /** What gave the key: the name of the variable, or the path of the file. */
  keyFrom?: string;
  /** The data folder looked into, when there is one. */
  folder?: string;
  /** Why no key is sent though a file holds one. */
  withheld?: string;
  /** The authority its certificate is from, where the profile says so. */
  ca?: string;
}

export interface PlaceFlags {
  url?: string | undefined;
  data?: string | undefined;
  profile?: string | undefined;
}

interface Surroundings {
  environment: Environment;
  workFolder: string;
  /** The checkout the CLI lies in. */
  checkout: string;
  language: Language;
}

const endpointSchema = z.object({ url: z.string() });

/** Finds server and key: a profile (see there when it counts); else `--url`, HAIDANG_URL, `<data>/endpoint.json`, the default; HAIDANG_TOKEN, `<data>/admin.key`. */
export function findPlace(flags: PlaceFlags, around: Surroundings): Place {
  const profiled =
    flags.url === undefined && flags.data === undefined ? fromProfile(flags, around) : undefined;
  if (profiled !== undefined) return profiled;
  const named = flags.data ?? set(around.environment["HAIDANG_DATA"]);
  const folder = findFolder(named, around);
  const endpoint = folder === undefined ? undefined : readEndpoint(folder, around.language);
  const url = origin(
    flags.url ?? set(around.environment["HAIDANG_URL"]) ?? endpoint ?? defaultUrl,
    around.language,
  );
  const base: Place = folder === undefined ? { url } : { url, folder };
  const token = set(around.environment["HAIDANG_TOKEN"]?.trim());
  if (token !== undefined) return { ...base, key: token, keyFrom: "HAIDANG_TOKEN" };
  if (folder === undefined) return base;
  const path = join(folder, "admin.key");
  const key = readIfThere(path, around.language)?.trim();
  if (!key) return base;
  // The key of this machine's control plane opens every door there, so it is not shown to just any address.
  const belongs =
    isLoopback(url) || (endpoint !== undefined && sameOrigin(endpoint, url)) || flags.data !== undefined;
  return belongs ? { ...base, key, keyFrom: path } : { ...base, withheld: path };
}

function fromProfile(flags: PlaceFlags, { environment, language }: Surroundings): Place | undefined {
  const used = profileInUse(environment, flags.profile);
  if (used === undefined) return undefined;
  const { name, profile } = used;
  if (profile === undefined) {
    throw new HaidangError("usage", say(language, "profile.unknown", { name }), {
      hint: say(language, "profile.unknownHint"),
    });
  }
  return {
    url: origin(profile.url, language),
    key: profile.token,
    keyFrom: say(language, "profile.named", { name }),
    ...(profile.ca === undefined ? {} : { ca: profile.ca }),
  };
}

/** A variable set to nothing is not set. */
function set(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function findFolder(named: string | undefined, around: Surroundings): string | undefined {
  if (named !== undefined) return resolve(around.workFolder, named);
  const candidates = [join(around.workFolder, "data"), join(around.checkout, "data")];
  return candidates.find((folder) =>
    ["endpoint.json", "admin.key"].some((file) => existsSync(join(folder, file))),
  );
}

function readEndpoint(folder: string, language: Language): string | undefined {
  const path = join(folder, "endpoint.json");
  const text = readIfThere(path, language);
  if (text === undefined) return undefined;
  try {
    return endpointSchema.parse(JSON.parse(text)).url;
  } catch (cause) {
    throw new HaidangError("data_folder", say(language, "place.endpoint", { path }), {
      hint: say(language, "place.endpointHint"),
      cause,
    });
  }
}

function readIfThere(path: string, language: Language): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new HaidangError("data_folder", say(language, "place.unreadable", { path, why: String(code) }), {
      hint: say(language, "place.unreadableHint"),
      cause,
    });
  }
}

/** Address of a control plane, without a slash at its end. */
export function origin(text: string, language: Language): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new HaidangError("usage", say(language, "place.url", { url: text }), {
      hint: say(language, "place.urlHint"),
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).origin === new URL(other).origin;
}

/** Whether an address leads nowhere but to the machine it is used on. */
export function isLoopback(url: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
