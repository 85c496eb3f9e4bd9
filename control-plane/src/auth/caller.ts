import { type Role, roles } from "@haidang/contract/user.ts";
import { type Sight, wholeSight } from "../inventory/sight.ts";
import type { TokenRecord } from "../store/access-records.ts";

/** Somebody who signed in, or the holder of the administrator's key. */
export interface Person {
  role: Role;
  /** As audit and pages name him: `admin` for the holder of the key, else the user's id. */
  name: string;
  /** Null for the holder of the key. */
  user: string | null;
  /** The unit he is bounded by; null for the province. */
  scope: string | null;
  /** A second factor is needed and not set up: nothing but that may be done. */
  pending: boolean;
}

/** Who is asking: people, and programs of their own. */
export type Caller = Person | { role: "agent"; agent: string } | { role: "token"; token: TokenRecord };

/** The role somebody acts in; undefined for agents, and for tokens that only send or only read. */
export function roleOf(caller: Caller): Role | undefined {
  if (caller.role === "agent") return undefined;
  if (caller.role !== "token") return caller.role;
  return roles.find((role) => role === caller.token.scope);
}

/** What somebody may see. Agents and senders ask for nothing that is seen by it. */
export function sightOf(caller: Caller | undefined): Sight {
  if (caller === undefined || caller.role === "agent") return wholeSight;
  return { unit: caller.role === "token" ? caller.token.under : caller.scope };
}

/** The same text as long as somebody is who he was and may do what he might. */
export function standingOf(caller: Caller | undefined): string {
  if (caller === undefined) return "";
  const isPending = "pending" in caller && caller.pending;
  return JSON.stringify([actorOf(caller), roleOf(caller), sightOf(caller).unit, isPending]);
}

/** The name of who calls; of programs what they were called when they were let in. */
export function actorOf(caller: Caller | undefined): string {
  if (caller === undefined) return "anonymous";
  if (caller.role === "agent") return `agent/${caller.agent}`;
  return caller.role === "token" ? `token/${caller.token.name}` : caller.name;
}
