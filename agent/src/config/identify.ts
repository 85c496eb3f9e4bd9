import { hostname } from "node:os";
import { HaidangError } from "@haidang/contract/error.ts";
import { awaitApproval } from "../enrol/approval.ts";
import { credentialStands, enrol, type Identity, identityPath } from "../enrol/enrol.ts";
import type { Log } from "../self/log.ts";
import { type Centres, connectCentres } from "../ship/centres.ts";
import type { Timekeeper } from "../ship/timekeeper.ts";
import { addressesOf } from "./addresses.ts";
import { keepIdentity, readIdentity } from "./identity.ts";

export interface IdentifyOptions {
  folder: string;
  urls: readonly string[];
  enrolCode: string | undefined;
  pins: readonly string[];
  version: string;
  log: Log;
  now: () => number;
  time: Timekeeper;
  /** Told of the connections, which the caller closes. */
  opened: (centre: Centres) => void;
  signal: AbortSignal;
}

/**
 * The identity and the centre it belongs to, once that has let this agent in; undefined when stopped before. Throws a
 * HaidangError when there is neither an identity nor a code, or the centre takes neither.
 */
export async function identify(
  options: IdentifyOptions,
): Promise<{ identity: Identity; centre: Centres } | undefined> {
  const { folder, log, enrolCode, urls, pins, time, signal } = options;
  const kept = readIdentity(identityPath(folder));
  // an invitation says whom to trust from now on
  const trusted = enrolCode !== undefined && pins.length > 0 ? pins : (kept?.pins ?? pins);
  const centre = connectCentres(addressesOf(urls, kept), {
    ...{ heard: time.hear, pins: trusted, now: options.now },
    moved: (url, why) => log.info("centre_elsewhere", { url, why }),
  });
  options.opened(centre);
  if (kept !== undefined) {
    centre.useToken(kept.token);
    if (enrolCode === undefined) return approved(kept, centre, options);
    if ((await credentialStands(centre, signal)) !== "no") {
      log.info("enrol_code_ignored", { agent: kept.agent });
      return approved(kept, centre, options);
    }
    log.warn("enrol_again", { agent: kept.agent });
  }
  if (enrolCode === undefined) throw notEnrolled();
  const identity = await enrol({
    centre,
    request: { code: enrolCode, hostName: hostname(), version: options.version },
    pins,
    log,
    now: options.now,
    random: Math.random,
    signal,
  });
  if (identity === undefined) return undefined;
  keepIdentity(identityPath(folder), identity);
  centre.useToken(identity.token);
  log.info("enrolled", { url: identity.url, agent: identity.agent });
  return approved(identity, centre, options);
}

async function approved(
  { pending, ...identity }: Identity,
  centre: Centres,
  { folder, log, signal }: IdentifyOptions,
): Promise<{ identity: Identity; centre: Centres } | undefined> {
  if (pending === true) {
    const { agent } = identity;
    if (!(await awaitApproval({ agent, centre, log, random: Math.random, signal }))) return undefined;
    keepIdentity(identityPath(folder), identity);
    log.info("approved", { agent });
  }
  return { identity, centre };
}

function notEnrolled(): HaidangError {
  return new HaidangError("no_credential", "This agent is not enrolled yet.", {
    hint: "Make a code with `npx haidang agent invite` and start the agent with it in HAIDANG_ENROL_CODE.",
  });
}
