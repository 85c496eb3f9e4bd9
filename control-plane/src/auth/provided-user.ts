import { HaidangError } from "@haidang/contract/error.ts";
import { searchKey } from "@haidang/contract/text.ts";
import { type Grant, grantOf } from "../config/provider-grant.ts";
import type { Claims } from "./provider.ts";
import type { Users } from "./users.ts";

/** As the audit names who changes a user because of what the provider says. */
const deedOf = (nowMs: number) => ({ by: "openid-provider", nowMs });

/**
 * The user whom the provider vouches for. Known by issuer and subject, which never change; at first by the verified mail
 * an administrator wrote down for a user, else made anew with what his groups are granted. Nobody is taken for a user
 * because a name is the same. Throws `forbidden` for those nothing is granted to.
 */
export function providedUser(users: Users, claims: Claims, grants: readonly Grant[], nowMs: number): string {
  const { issuer, subject, mail, groups } = claims;
  const grant = grantOf(grants, groups);
  const known = users.provided(issuer, subject) ?? byMail(users, mail);
  if (known === undefined) return made(users, claims, grant, nowMs);
  const { id, disabled, provider } = known;
  if (disabled) refuse("this user is disabled", "an admin enables it with: haidang user enable");
  if (provider === null) users.bind(id, { issuer, subject }, deedOf(nowMs));
  else if (provider.byGroups) {
    if (grant === undefined) refuseUngranted();
    users.follow(id, { role: grant.role, scope: grant.scope }, deedOf(nowMs));
  }
  return id;
}

/** A user of somebody else at the provider stays that one's, whatever his mail. */
function byMail(users: Users, mail: string | null) {
  if (mail === null) return undefined;
  const same = users.list().filter((row) => row.mail?.toLowerCase() === mail.toLowerCase());
  const [only] = same;
  if (only === undefined) return undefined;
  if (same.length > 1) {
    refuse(`${same.length} users here have the mail ${mail}`, "an admin leaves it to one: haidang user list");
  }
  return only.provider ? undefined : users.find(only.id);
}

function made(users: Users, claims: Claims, grant: Grant | undefined, nowMs: number): string {
  if (grant === undefined) refuseUngranted();
  const { issuer, subject, mail, login, name } = claims;
  const id = idOf(login ?? subject);
  if (users.find(id) !== undefined) {
    refuse(
      `there is a user ${id} already who is not known to be the same`,
      "an admin writes the mail that the provider has down for that user, if he is",
    );
  }
  const { role, scope } = grant;
  const provider = { issuer, subject, byGroups: true };
  users.provide({ id, name: name ?? id, role, scope, mail, provider }, deedOf(nowMs));
  return id;
}

/** What stands before the @, with letters of an id only. */
function idOf(login: string): string {
  const [first = ""] = login.split("@");
  const id = searchKey(first)
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, 63)
    .replace(/^[._-]+|[._-]+$/g, "");
  if (id !== "") return id;
  return refuse(
    "the provider gives no name that can be an id",
    "its claim preferred_username or email has to",
  );
}

function refuseUngranted(): never {
  refuse(
    "nothing is granted to you here",
    "an admin grants a role to one of your groups, or makes a user with your mail",
  );
}

function refuse(why: string, hint: string): never {
  throw new HaidangError("forbidden", why, { hint });
}
