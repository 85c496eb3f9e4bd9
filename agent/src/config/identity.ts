import { HaidangError } from "@haidang/contract/error.ts";
import { type Identity, identitySchema } from "../enrol/enrol.ts";
import { readJson } from "./folder.ts";

/** The identity kept on disk, undefined before enrolment. Throws a HaidangError `no_credential` when it is damaged. */
export function readIdentity(path: string): Identity | undefined {
  const kept = readJson(path);
  if (kept === undefined) return undefined;
  const identity = kept === "damaged" ? undefined : identitySchema.safeParse(kept.value);
  if (identity?.success === true) return identity.data;
  throw new HaidangError(
    "no_credential",
    `${path} is damaged, so this agent does not know its credential any more.`,
    {
      hint: "Delete the file and enrol the agent with a new code from `npx haidang agent invite`.",
    },
  );
}
