import { dirname } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { type Identity, identitySchema } from "../enrol/enrol.ts";
import { openAgentVault, readSealed, writeSealed } from "./sealed-file.ts";

/**
 * The identity kept on disk, undefined before enrolment. Throws a HaidangError `no_credential` when it is damaged,
 * `data_folder` when others could have read its key.
 */
export function readIdentity(path: string): Identity | undefined {
  const kept = readSealed(path, openAgentVault(dirname(path)));
  if (kept === undefined) return undefined;
  const identity = kept === "damaged" ? undefined : identitySchema.safeParse(kept.value);
  if (identity?.success === true) {
    if (kept !== "damaged" && kept.plain) keepIdentity(path, identity.data);
    return identity.data;
  }
  throw new HaidangError(
    "no_credential",
    `${path} is damaged, so this agent does not know its credential any more.`,
    {
      hint: "Delete the file and enrol the agent with a new code from `npx haidang agent invite`.",
    },
  );
}

/** Sealed; the name and the address are shown beside it. */
export function keepIdentity(path: string, identity: Identity): void {
  const { agent, url } = identity;
  writeSealed(path, identity, openAgentVault(dirname(path)), { agent, url });
}
