import { hostname } from "node:os";
import { HaidangError } from "@haidang/contract/error.ts";
import { awaitApproval } from "../enrol/approval.ts";
import { credentialStands, enrol, type Identity, identityPath } from "../enrol/enrol.ts";
import type { Log } from "../self/log.ts";
import { type Centre, connectCentre } from "../ship/centre.ts";
import type { Timekeeper } from "../ship/timekeeper.ts";
import { keepIdentity, readIdentity } from "./identity.ts";

export interface IdentifyOptions {
  folder: string;
  url: string | undefined;
  enrolCode: string | undefined;
  pins: readonly string[];
  version: string;
  log: Log;
  now: () => number;
  time: Timekeeper;
  /** Told of the connections, which the caller closes. */
  opened: (centre: Centre) => void;
  signal: AbortSignal;
}

/**
 * The identity and the centre it belongs to, once that has let this agent in; undefined when stopped before. Throws a
 * HaidangError when there is neither an identity nor a code, or the centre takes neither.
 */
export async function identify(
  options: IdentifyOptions,
): Promise<{ identity: Identity; centre: Centre } | undefined> {
  const { folder, log, enrolCode, url, pins, time, signal } = options;
  const kept = readIdentity(identityPath(folder));
  // an invitation says whom to trust from now on
  const trusted = enrolCode !== undefined && pins.length > 0 ? pins : (kept?.pins ?? pins);
  const centre = connectCentre(centreUrl(url, kept), time.hear, trusted);
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
  centre: Centre,
  { folder, log, signal }: IdentifyOptions,
): Promise<{ identity: Identity; centre: Centre } | undefined> {
  if (pending === true) {
    const { agent } = identity;
    if (!(await awaitApproval({ agent, centre, log, random: Math.random, signal }))) return undefined;
    keepIdentity(identityPath(folder), identity);
    log.info("approved", { agent });
  }
  return { identity, centre };
}

function centreUrl(asked: string | undefined, kept: Identity | undefined): string {
  const url = asked ?? kept?.url;
  if (url !== undefined) return url;
  throw new HaidangError("usage", "HAIDANG_URL is not set, so the agent does not know its control plane.", {
    hint: "Set it to the address of the control plane, e.g. http://127.0.0.1:8700.",
  });
}

function notEnrolled(): HaidangError {
  return new HaidangError("no_credential", "This agent is not enrolled yet.", {
    hint: "Make a code with `npx haidang agent invite` and start the agent with it in HAIDANG_ENROL_CODE.",
  });
}
