import { idSchema } from "@haidang/contract/naming.ts";
import { mayActAs, type Role, roles } from "@haidang/contract/user.ts";

/** What the members of a group at the OpenID provider are here. */
export interface Grant {
  group: string;
  role: Role;
  /** A unit's id; null for the province. */
  scope: string | null;
}

/**
 * Reads `noc-admins=admin, mong-cai=operator:mong-cai`: group, role, and the unit it is bounded by. A sentence for
 * what cannot be read.
 */
export function readGrants(text: string): Grant[] | string {
  const grants: Grant[] = [];
  for (const entry of text.split(",").map((one) => one.trim())) {
    if (entry === "") continue;
    const at = entry.lastIndexOf("=");
    const group = entry.slice(0, Math.max(at, 0)).trim();
    const [word = "", scope = null, ...rest] = entry.slice(at + 1).split(":");
    const role = roles.find((known) => known === word.trim());
    if (group === "" || group.length > 200 || role === undefined || rest.length > 0) {
      return `has ${JSON.stringify(entry.slice(0, 80))}, which is not GROUP=viewer|operator|admin or GROUP=ROLE:UNIT`;
    }
    if (scope !== null && (!idSchema.safeParse(scope).success || mayActAs(role, "admin"))) {
      return `bounds ${JSON.stringify(group.slice(0, 80))} by ${JSON.stringify(scope.slice(0, 80))}: it has to be a unit's id, and admins are of the whole province`;
    }
    grants.push({ group, role, scope });
  }
  return grants;
}

/** The first grant, in the order they are written, of a group somebody is in. */
export function grantOf(grants: readonly Grant[], groups: readonly string[]): Grant | undefined {
  const member = new Set(groups);
  return grants.find(({ group }) => member.has(group));
}
