import { HaidangError } from "@haidang/contract/error.ts";
import {
  type SnmpCredentials,
  snmpAuthProtocols,
  snmpCredentialsSchema,
  snmpPrivacyProtocols,
} from "@haidang/contract/snmp-access.ts";
import type { Language } from "@haidang/contract/text.ts";
import { Flags } from "@oclif/core";
import { help } from "../words/help.ts";
import { say } from "../words/words.ts";

/** Flags that say with what a device is asked by SNMP. The keys are read from the environment too. */
export const snmpAccessFlags = {
  community: Flags.string({ summary: help("flag.community"), helpValue: "public" }),
  "snmp-version": Flags.option({
    options: ["1", "2c", "3"] as const,
    summary: help("flag.snmp-version"),
  })(),
  "v3-user": Flags.string({ summary: help("flag.v3-user"), helpValue: "<name>" }),
  "v3-auth": Flags.option({ options: snmpAuthProtocols, summary: help("flag.v3-auth") })(),
  "v3-auth-key": Flags.string({ summary: help("flag.v3-auth-key"), helpValue: "<key>" }),
  "v3-privacy": Flags.string({
    summary: help("flag.v3-privacy"),
    helpValue: "<word>",
  }),
  "v3-privacy-key": Flags.string({ summary: help("flag.v3-privacy-key"), helpValue: "<key>" }),
};

export interface SnmpAccessWords {
  community?: string | undefined;
  "snmp-version"?: "1" | "2c" | "3" | undefined;
  "v3-user"?: string | undefined;
  "v3-auth"?: string | undefined;
  "v3-auth-key"?: string | undefined;
  "v3-privacy"?: string | undefined;
  "v3-privacy-key"?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const v3Flags = ["v3-auth", "v3-auth-key", "v3-privacy", "v3-privacy-key"] as const;

/**
 * With what the words say to ask: a user makes it version 3. Throws HaidangError `usage`, never with a key in it.
 * Keys of the environment count only where there is a user: they may be left over from another device.
 */
export function snmpAccess(
  words: SnmpAccessWords,
  language: Language,
  environment: Environment = process.env,
): SnmpCredentials {
  const { community, "snmp-version": version } = words;
  if (words["v3-user"] === undefined) {
    const needing = version === "3" ? "snmp-version 3" : v3Flags.find((flag) => words[flag] !== undefined);
    if (needing !== undefined) throw usage("snmp.noUser", { flag: `--${needing}` }, language);
    return { version: version === "1" ? "1" : "2c", community: community ?? "public" };
  }
  if (community !== undefined) throw usage("snmp.userOrCommunity", {}, language);
  if (version === "1" || version === "2c") throw usage("snmp.userVersion", { version }, language);
  if (words["v3-privacy"] === "des") throw usage("snmp.des", {}, language);
  return userCredentials(words, language, environment);
}

function userCredentials(
  words: SnmpAccessWords,
  language: Language,
  environment: Environment,
): SnmpCredentials {
  const auth = layer("auth", words["v3-auth-key"] ?? environment["HAIDANG_SNMP_AUTH_KEY"]);
  const privacy = layer("privacy", words["v3-privacy-key"] ?? environment["HAIDANG_SNMP_PRIVACY_KEY"]);
  const parsed = snmpCredentialsSchema.safeParse({ version: "3", user: words["v3-user"], auth, privacy });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [place, part] = issue?.path ?? [];
  if (place === "privacy" && part === undefined) throw usage("snmp.privacyAlone", {}, language);
  if (part === "key") {
    const variable = place === "privacy" ? "HAIDANG_SNMP_PRIVACY_KEY" : "HAIDANG_SNMP_AUTH_KEY";
    throw usage("snmp.shortKey", { flag: `--v3-${String(place)}-key`, variable }, language);
  }
  const allowed = (place === "privacy" ? snmpPrivacyProtocols : snmpAuthProtocols).join(", ");
  throw part === "protocol"
    ? usage("snmp.protocol", { flag: `--v3-${String(place)}`, allowed }, language)
    : usage("snmp.user", {}, language);

  function layer(name: "auth" | "privacy", key: string | undefined) {
    const protocol = words[`v3-${name}`];
    if (key === undefined && protocol !== undefined) {
      throw usage("snmp.noKey", { flag: `--v3-${name}` }, language);
    }
    return key === undefined ? undefined : { protocol, key };
  }
}

type Fault =
  | "snmp.noUser"
  | "snmp.userOrCommunity"
  | "snmp.userVersion"
  | "snmp.des"
  | "snmp.privacyAlone"
  | "snmp.shortKey"
  | "snmp.protocol"
  | "snmp.user"
  | "snmp.noKey";

function usage(key: Fault, values: Readonly<Record<string, string>>, language: Language): HaidangError {
  return new HaidangError("usage", say(language, key, values), {
    hint: say(language, key === "snmp.des" ? "snmp.desHint" : "snmp.accessHint"),
  });
}
