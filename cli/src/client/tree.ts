import type { Envelope } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import {
  type FoundUnit,
  foundUnitSchema,
  type TreeRow,
  treeRowSchema,
  type UnitHistory,
  unitHistorySchema,
} from "@haidang/contract/tree.ts";
import { z } from "zod";
import { matchName } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

/** Units as of an instant (RFC 3339); without one those of all times. */
export function listTree(server: Server, asOf?: string): Promise<Envelope<TreeRow[]>> {
  return ask(server, "tree", z.array(treeRowSchema), { query: { asOf } });
}

export function findTree(server: Server, word: string): Promise<Envelope<FoundUnit[]>> {
  return ask(server, "tree/find", z.array(foundUnitSchema), { query: { word } });
}

/** A unit of any time. Of several that a word means equally well, the one in force. */
export async function unitHistory(server: Server, word: string): Promise<Envelope<UnitHistory>> {
  const id = await unitOfAnyTime(server, word);
  return ask(server, `tree/${encodeURIComponent(id)}`, unitHistorySchema);
}

async function unitOfAnyTime(server: Server, word: string): Promise<string> {
  const { data } = await findTree(server, word);
  const [first] = data;
  // words the server did not understand get the usual suggestions
  if (first === undefined) return matchName(word, (await listTree(server)).data, "unit", server.language).id;
  const equal = data.filter(({ by }) => by === first.by);
  const present = equal.filter(({ inForce }) => inForce);
  const [only, second] = present.length === 0 ? equal : present;
  if (only !== undefined && second === undefined) return only.id;
  return matchName(word, present.length === 0 ? equal : present, "unit", server.language).id;
}

/** The id of a unit of a tree: that of an instant, or of all times. */
export async function unitIdIn(server: Server, word: string, asOf: string | undefined): Promise<string> {
  if (asOf === undefined) return unitOfAnyTime(server, word);
  const { data } = await listTree(server, asOf);
  return matchName(word, data, "unit", server.language).id;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof HaidangError && error.code === "not_found";
}
