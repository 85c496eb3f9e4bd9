import { hostname } from "node:os";
import { resolve } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { addressesOf } from "../config/addresses.ts";
import { readEnvironment } from "../config/environment.ts";
import { makeFolder } from "../config/folder.ts";
import { keepIdentity, readIdentity } from "../config/identity.ts";
import { credentialStands, enrol, type Identity, identityPath } from "../enrol/enrol.ts";
import { readInvitationFile, stickFolders } from "../enrol/invitation-file.ts";
import type { Log } from "../self/log.ts";
import type { Centre } from "../ship/centre.ts";
import { connectCentres } from "../ship/centres.ts";
import type { Scene } from "./scene.ts";
import { say } from "./words.ts";

const deadlineMs = 30_000;

/**
 * `haidang-agent enrol <url> <code> [<pin>]`, or `enrol --file [<path>]` with what such a file says: makes this machine an agent, once. A machine the same centre still knows keeps its
 * name. Throws a HaidangError when the centre refuses the code or has not answered in `withinMs`.
 */
export async function enrolMachine(
  parameters: readonly string[],
  scene: Scene,
  withinMs = deadlineMs,
): Promise<void> {
  const { env, cwd, version, language, print } = scene;
  if (parameters[0] === "--file" && parameters.length <= 2) {
    return enrolMachine(invited(parameters[1], scene), scene, withinMs);
  }
  const [url, code, pin] = parameters;
  if (url === undefined || code === undefined || parameters.length > 3) {
    throw new HaidangError("usage", say(language, "enrolNeeds"), { hint: say(language, "enrolExample") });
  }
  const settings = readEnvironment(
    { ...env, HAIDANG_URL: url, HAIDANG_ENROL_CODE: code, HAIDANG_PIN: pin ?? env["HAIDANG_PIN"] },
    cwd,
  );
  makeFolder(settings.folder);
  const path = identityPath(settings.folder);
  const centre = connectCentres(settings.urls, { pins: settings.pins, now: Date.now });
  try {
    const kept = await standing(path, centre);
    if (kept !== undefined) {
      print(say(language, "enrolledAlready", { agent: kept.agent, url: kept.url }));
      return;
    }
    let why = "";
    const identity = await enrol({
      centre,
      request: { code: settings.enrolCode ?? code, hostName: hostname(), version },
      pins: settings.pins,
      log: hear((text) => {
        why = text;
      }),
      now: Date.now,
      random: Math.random,
      signal: AbortSignal.timeout(withinMs),
    });
    if (identity === undefined) {
      const values = { url: centre.url, seconds: withinMs / 1000, why };
      throw new HaidangError("unreachable", say(language, "noAnswer", values), {
        hint: say(language, "noAnswerMend"),
      });
    }
    keepIdentity(path, identity);
    const word = identity.pending === true ? "enrolledPending" : "enrolled";
    print(say(language, word, { agent: identity.agent, url: identity.url }));
  } finally {
    centre.close();
  }
}

/** What a file says, as the command line would; without a path the one beside us or on a stick. */
function invited(path: string | undefined, { cwd, language, print }: Scene): string[] {
  const places = path === undefined ? [cwd, ...stickFolders()] : [resolve(cwd, path)];
  const { url, code, pin, path: found } = readInvitationFile(places);
  print(say(language, "invitationFound", { path: found }));
  return [url, code, ...(pin === undefined ? [] : [pin])];
}

/** The identity this machine has already, if it is of this centre and still good there. */
async function standing(path: string, centre: Centre): Promise<Identity | undefined> {
  let kept: Identity | undefined;
  try {
    kept = readIdentity(path);
  } catch (error) {
    // a damaged one is what enrolling anew mends
    if (error instanceof HaidangError && error.code === "no_credential") return undefined;
    throw error;
  }
  if (kept === undefined || !addressesOf([], kept).includes(centre.url)) return undefined;
  centre.useToken(kept.token);
  return (await credentialStands(centre, AbortSignal.timeout(5_000))) === "yes" ? kept : undefined;
}

/** Of the log of enrolling only the reason is wanted, of the last time it had to wait. */
function hear(onReason: (why: string) => void): Log {
  return {
    info: () => undefined,
    warn: (_, values) => onReason(String(values?.["why"] ?? "")),
    error: () => undefined,
  };
}
