import { accessesToTry } from "@haidang/agent/discover/ask-snmp.ts";
import {
  type DiscoverOptions,
  discoverSubnet,
  type SubnetReport,
} from "@haidang/agent/discover/discover-subnet.ts";
import { parseSubnet, type Subnet, type SubnetFault } from "@haidang/agent/discover/subnet.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import type { Language } from "@haidang/contract/text.ts";
import { type SnmpAccessWords, snmpAccess } from "../snmp/access.ts";
import { type SayKey, say } from "../words/words.ts";
import { createProgress } from "./progress.ts";

export type SearchWords = Omit<SnmpAccessWords, "community" | "snmp-version"> & {
  community?: readonly string[] | undefined;
  port: number;
  ports: boolean;
};

export type Asking = Pick<DiscoverOptions, "snmp" | "services">;

/** How a search ended: by itself, by Ctrl-C, or by its deadline. */
export interface SearchEnd {
  report: SubnetReport;
  end: "done" | "interrupted" | "deadline";
}

const faultWords: Readonly<Record<SubnetFault, readonly [message: SayKey, hint: SayKey]>> = {
  form: ["discover.form", "discover.hint"],
  prefix: ["discover.prefix", "discover.hint"],
  ipv6: ["discover.ipv6", "discover.ipv6Hint"],
  reserved: ["discover.reserved", "discover.hint"],
  large: ["discover.large", "discover.largeHint"],
  too_large: ["discover.tooLarge", "discover.tooLargeHint"],
};

/** The subnet somebody typed. Throws HaidangError `usage`. */
export function readSubnet(text: string, isLargeMeant: boolean, language: Language): Subnet {
  const subnet = parseSubnet(text, isLargeMeant);
  if (!("fault" in subnet)) return subnet;
  const [message, hint] = faultWords[subnet.fault];
  throw new HaidangError("usage", say(language, message, { text }), { hint: say(language, hint) });
}

/** With what devices are asked, and whether services are looked for. */
export function readAsking(words: SearchWords, language: Language): Asking {
  return { snmp: { port: words.port, accesses: readAccesses(words, language) }, services: words.ports };
}

/** With what devices are asked: a user where there is one, and communities; `public` where there is neither. */
function readAccesses(words: SearchWords, language: Language): SnmpCredentials[] {
  const { "v3-user": user, "v3-auth": auth, "v3-auth-key": authKey } = words;
  const { "v3-privacy": privacy, "v3-privacy-key": privacyKey } = words;
  const isUserMeant = [user, auth, authKey, privacy, privacyKey].some((value) => value !== undefined);
  const v3 = { "v3-user": user, "v3-auth": auth, "v3-auth-key": authKey };
  const access = isUserMeant
    ? snmpAccess({ ...v3, "v3-privacy": privacy, "v3-privacy-key": privacyKey }, language)
    : undefined;
  return accessesToTry(access, words.community ?? (isUserMeant ? [] : ["public"]));
}

/** Runs the search with progress on stderr. The first Ctrl-C ends it with what was found, a second one at once. */
export async function search(
  subnet: Subnet,
  { asking, timeoutMs, language }: { asking: Asking; timeoutMs: number; language: Language },
): Promise<SearchEnd> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  const progress = createProgress({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    language,
    now: Date.now,
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const report = await discoverSubnet({
      subnet,
      ...asking,
      signal: AbortSignal.any([interrupted.signal, deadline]),
      now: Date.now,
      onProgress: progress.update,
    });
    if (report.isComplete) return { report, end: "done" };
    return { report, end: interrupted.signal.aborted ? "interrupted" : "deadline" };
  } finally {
    progress.end();
    process.removeListener("SIGINT", interrupt);
  }
}
