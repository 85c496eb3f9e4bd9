import { HaidangError } from "@haidang/contract/error.ts";
import {
  mayActAs,
  type newUserSchema,
  type Role,
  type UserRow,
  type userChangeSchema,
} from "@haidang/contract/user.ts";
import type { z } from "zod";
import type { UserRecord } from "../store/access-records.ts";
import type { RecordStore } from "../store/records.ts";
import { hashSecret, newSecret } from "./secret.ts";

const linkLifeMs = 3 * 24 * 3_600_000;
const mostUsers = 5000;

/** A single-use link by which somebody sets his password. */
export interface Link {
  user: UserRow;
  code: string;
  expiresMs: number;
}

/** Who does something, and when. */
export interface Deed {
  by: string;
  nowMs: number;
}

export type ProvidedUser = Pick<UserRecord, "id" | "name" | "role" | "scope" | "mail"> & {
  provider: NonNullable<UserRecord["provider"]>;
};

/** People who sign in by name. What changes their rights ends their sessions at once. */
export interface Users {
  list(): UserRow[];
  find(id: string): UserRecord | undefined;
  row(id: string): UserRow;
  create(user: z.output<typeof newUserSchema>, deed: Deed): Link;
  change(id: string, change: z.output<typeof userChangeSchema>, deed: Deed): UserRow;
  /** Whoever the OpenID provider knows by this name. */
  provided(issuer: string, subject: string): UserRecord | undefined;
  /** A user who signs in by the OpenID provider and has no password. */
  provide(user: ProvidedUser, deed: Deed): void;
  /** From now on this user is that one at the provider. */
  bind(id: string, identity: { issuer: string; subject: string }, deed: Deed): void;
  /** Role and scope as his groups at the provider have them now. */
  follow(id: string, rights: { role: Role; scope: string | null }, deed: Deed): void;
  /** The old password is void from now on. */
  resetPassword(id: string, options: { secondFactor: boolean }, deed: Deed): Link;
  remove(id: string, deed: Deed): UserRow;
  /** The user a link's code belongs to; undefined for one that was used or is over. */
  linked(code: string, nowMs: number): UserRecord | undefined;
  /** Keeps a password that was hashed, voids links, and ends sessions. */
  setPassword(id: string, hash: string, deed: Deed): void;
  /** Keeps what only this user himself brings about: a sign-in, a second factor. */
  save(user: UserRecord): void;
  secondFactorRoles(): Role[];
  requireSecondFactor(roles: readonly Role[], deed: Deed): void;
  /** Whether nothing may be done before a second factor is set up. */
  isPending(user: UserRecord): boolean;
}

export function createUsers(records: RecordStore): Users {
  const users = new Map(records.users.list().map((user) => [user.id, user]));
  let needed: readonly Role[] = records.users.secondFactorRoles();

  function known(id: string): UserRecord {
    const user = users.get(id);
    if (user !== undefined) return user;
    throw new HaidangError("not_found", `there is no user ${JSON.stringify(id.slice(0, 63))}`, {
      hint: "haidang user list shows them",
    });
  }
  function audit(action: string, id: string, { by, nowMs }: Deed, states: [unknown, unknown]): void {
    const [before, after] = states.map((state) => (state === null ? undefined : JSON.stringify(state)));
    records.audit.append({
      ...{ atMs: nowMs, actor: by, action, object: `user/${id}`, detail: "" },
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
  }
  function keep(user: UserRecord): UserRow {
    records.users.put(user);
    return rowOf(user);
  }
  /** Refuses an id that is taken, and one more than there is room for. */
  function refuseTaken(id: string): void {
    if (users.has(id)) {
      throw new HaidangError("conflict", `there is a user ${id} already`, {
        hint: `change it with: haidang user set-role ${id}, or choose another name`,
      });
    }
    if (users.size >= mostUsers) throw new HaidangError("conflict", `there are ${mostUsers} users already`);
  }
  /** Keeps what became of a user; other rights end his sessions. */
  function put(before: UserRecord, after: UserRecord, deed: Deed): UserRow {
    refuseBoundedAdmin(after.role, after.scope);
    records.transaction(() => {
      audit("user.change", before.id, deed, [rowOf(before), keep(after)]);
      if (rightsOf(before) !== rightsOf(after)) records.sessions.removeOf(before.id);
    });
    users.set(before.id, after);
    return rowOf(after);
  }
  function linkFor(id: string, nowMs: number): { code: string; expiresMs: number } {
    const code = newSecret();
    const expiresMs = nowMs + linkLifeMs;
    records.users.addLink(hashSecret(code), { user: id, expiresMs });
    return { code, expiresMs };
  }

  return {
    list: () => [...users.values()].map(rowOf).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    find: (id) => users.get(id),
    row: (id) => rowOf(known(id)),
    create({ id, name, role, scope, language, mail }, deed) {
      refuseTaken(id);
      refuseBoundedAdmin(role, scope);
      const user: UserRecord = {
        ...{ id, name: name ?? id, role, scope, language, mail: mail ?? null },
        ...{ disabled: false, password: null, totp: null, totpOffered: null, recovery: [] },
        ...{ createdMs: deed.nowMs, lastSignInMs: null, provider: null },
      };
      const link = records.transaction(() => {
        audit("user.create", id, deed, [null, keep(user)]);
        return linkFor(id, deed.nowMs);
      });
      users.set(id, user);
      return { user: rowOf(user), ...link };
    },
    change(id, change, deed) {
      const before = known(id);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const after: UserRecord = { ...before, ...given };
      const isSet = change.role !== undefined || change.scope !== undefined;
      // what an administrator says of one user goes before his groups
      const provider =
        isSet && after.provider !== null ? { ...after.provider, byGroups: false } : after.provider;
      return put(before, { ...after, provider }, deed);
    },
    provided: (issuer, subject) =>
      [...users.values()].find(({ provider }) => provider?.issuer === issuer && provider.subject === subject),
    provide(given, deed) {
      refuseTaken(given.id);
      refuseBoundedAdmin(given.role, given.scope);
      const user: UserRecord = {
        ...given,
        ...{ language: "vi", disabled: false, password: null, totp: null, totpOffered: null, recovery: [] },
        ...{ createdMs: deed.nowMs, lastSignInMs: null },
      };
      records.transaction(() => audit("user.create", user.id, deed, [null, keep(user)]));
      users.set(user.id, user);
    },
    bind(id, identity, deed) {
      const before = known(id);
      put(before, { ...before, provider: { ...identity, byGroups: false } }, deed);
    },
    follow(id, rights, deed) {
      const before = known(id);
      const after = { ...before, ...rights };
      if (rightsOf(before) !== rightsOf(after)) put(before, after, deed);
    },
    resetPassword(id, { secondFactor }, deed) {
      const before = known(id);
      const after: UserRecord = {
        ...before,
        password: null,
        ...(secondFactor ? { totp: null, totpOffered: null, recovery: [] } : {}),
      };
      const link = records.transaction(() => {
        audit("user.reset-password", id, deed, [rowOf(before), keep(after)]);
        records.sessions.removeOf(id);
        return linkFor(id, deed.nowMs);
      });
      users.set(id, after);
      return { user: rowOf(after), ...link };
    },
    remove(id, deed) {
      const row = rowOf(known(id));
      records.transaction(() => {
        records.users.remove(id);
        audit("user.remove", id, deed, [row, null]);
      });
      users.delete(id);
      return row;
    },
    linked(code, nowMs) {
      const id = records.users.findLink(hashSecret(code), nowMs);
      return id === undefined ? undefined : users.get(id);
    },
    setPassword(id, hash, deed) {
      const user = { ...known(id), password: hash };
      records.transaction(() => {
        records.users.put(user);
        records.users.removeLinksOf(id);
        records.sessions.removeOf(id);
        audit("user.set-password", id, deed, [null, null]);
      });
      users.set(id, user);
    },
    save(user) {
      known(user.id);
      records.users.put(user);
      users.set(user.id, user);
    },
    secondFactorRoles: () => [...needed],
    requireSecondFactor(roles, { by, nowMs }) {
      records.transaction(() => {
        records.users.setSecondFactorRoles(roles);
        records.audit.append({
          ...{ atMs: nowMs, actor: by, action: "second-factor.require", object: "policy", detail: "" },
          ...{ before: JSON.stringify({ required: needed }), after: JSON.stringify({ required: roles }) },
        });
      });
      needed = [...roles];
    },
    isPending: ({ role, totp }) => totp === null && needed.includes(role),
  };
}

function rightsOf({ role, scope, disabled }: UserRecord): string {
  return JSON.stringify([role, scope, disabled]);
}

/** Whoever may make users and settings could give himself the rest. */
function refuseBoundedAdmin(role: Role, scope: string | null): void {
  if (scope === null || !mayActAs(role, "admin")) return;
  throw new HaidangError("usage", "an admin is of the whole province: settings cannot be bounded by a unit", {
    hint: "leave the scope out, or give the role operator",
  });
}

export function rowOf(user: UserRecord): UserRow {
  const { id, name, role, scope, language, mail, disabled, password, totp, recovery } = user;
  return {
    ...{ id, name, role, scope, language, mail, disabled },
    hasPassword: password !== null,
    provider: user.provider !== null,
    secondFactor: totp !== null,
    recoveryCodes: recovery.length,
    createdAtMs: user.createdMs,
    lastSignInMs: user.lastSignInMs,
  };
}
