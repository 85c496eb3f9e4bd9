import type { ObjectKind } from "@haidang/contract/object.ts";
import { listDevices } from "./device.ts";
import { matchName, type Named } from "./find-object.ts";
import { listHeartbeats } from "./heartbeat.ts";
import type { Server } from "./http.ts";
import { listLinks } from "./link.ts";
import { listRacks } from "./rack.ts";
import { listServices } from "./service.ts";
import { listSites } from "./site.ts";
import { unitIdIn } from "./tree.ts";
import { listUnits } from "./unit.ts";
import { listVideo } from "./video.ts";

const lists: Record<ObjectKind, (server: Server) => Promise<{ data: readonly Named[] }>> = {
  unit: listUnits,
  site: listSites,
  link: listLinks,
  device: listDevices,
  service: listServices,
  video: listVideo,
  rack: listRacks,
  heartbeat: listHeartbeats,
};

export interface Scope {
  kind?: ObjectKind | undefined;
  under?: string | undefined;
  id?: string | undefined;
}

/** The tree a question is about, where that is not today's. */
export interface OfTree {
  asOf?: string | undefined;
  tree?: "current" | "at-time" | undefined;
}

/** Names typed by people turned into the ids the API wants. Without a kind an `id` is taken as it is. */
export async function uptimeScope(
  server: Server,
  { kind, under, id }: Scope,
  { asOf, tree }: OfTree = {},
): Promise<Scope> {
  const idOf = (of: ObjectKind, word: string) =>
    of === "unit" && (asOf !== undefined || tree === "at-time")
      ? unitIdIn(server, word, asOf)
      : objectId(server, of, word);
  const [underId, ownId] = await Promise.all([
    under === undefined ? undefined : idOf("unit", under),
    id === undefined || kind === undefined ? id : idOf(kind, id),
  ]);
  return { kind, under: underId, id: ownId };
}

/** The id of the one object a word means. */
export async function objectId(server: Server, kind: ObjectKind, word: string): Promise<string> {
  const { data } = await lists[kind](server);
  return matchName(word, data, kind, server.language).id;
}
