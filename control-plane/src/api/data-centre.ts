import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import { dataCentreSchema, type Failover, failoverSchema, feedRowSchema } from "@haidang/contract/power.ts";
import { z } from "zod";
import { type Sight, seenWorld, wholeSight } from "../inventory/sight.ts";
import { dataCentre, plantDevices } from "../query/data-centre.ts";
import { evenWithoutStore } from "../query/even-without-store.ts";
import { failover, feedRows } from "../query/feeds.ts";
import type { ListSource } from "../query/lists.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
import { Answer } from "./server.ts";
import type { Services } from "./services.ts";

/** The room with the racks, and what carries it. */
export function dataCentreRoutes(app: Services): Route[] {
  const read = async <T>(sight: Sight, work: (source: ListSource) => Promise<T>): Promise<Answer> => {
    const seen = seenBy(app, sight);
    const { found, storeAway } = await evenWithoutStore(app.series, (series) => work({ ...seen, series }));
    return new Answer(found, storeAway ? { storeAway } : {});
  };
  return [
    route({
      method: "GET",
      url: "/api/v1/data-centre",
      summary: "Racks, devices with their last readings, feeds, and groups that back each other up.",
      access: "viewer",
      response: dataCentreSchema,
      handle: ({ sight, nowMs }) => read(sight, (source) => dataCentre(source, nowMs)),
    }),
    route({
      method: "GET",
      url: "/api/v1/feeds",
      summary: "Feeds of the inventory with what they carry.",
      access: "viewer",
      response: z.array(feedRowSchema),
      handle: ({ sight, nowMs }) =>
        read(sight, async (source) => feedRows(await plantDevices(source, nowMs))),
    }),
    route({
      method: "GET",
      url: "/api/v1/feeds/:id/failover",
      summary: "Whether a feed may be taken down now, and what would die with it.",
      access: "viewer",
      response: failoverSchema,
      handle: ({ params: { id = "" }, sight, nowMs }) =>
        // what hangs on a feed is all of it, seen or not; who is named is only what is seen
        read(wholeSight, async (source) => failoverSeen(source, { feed: id, sight, nowMs })),
    }),
  ];
}

async function failoverSeen(
  source: ListSource,
  { feed, sight, nowMs }: { feed: string; sight: Sight; nowMs: number },
): Promise<Failover> {
  const { objects } = seenWorld(source.world(), sight);
  const devices = await plantDevices(source, nowMs);
  const carriers = devices.filter(({ supplies }) => supplies?.feed === feed);
  if (carriers.length === 0 || !carriers.every(({ id }) => objects.has(`device/${id}`))) {
    throw new HaidangError("not_found", `there is no feed ${JSON.stringify(feed)}`, {
      hint: "haidang feed list shows them",
    });
  }
  const site = new Set(carriers.map((device) => device.site));
  const there = devices.filter((device) => site.has(device.site));
  const { dies, follows, burdens, ...answered } = failover(there, source.world().parents, feed);
  const named = (keys: readonly ObjectKey[]) =>
    keys.flatMap((key) => {
      const object = objects.get(key);
      return object === undefined ? [] : { kind: object.kind, id: object.id, name: object.name };
    });
  return {
    feed,
    ...answered,
    dies: named(dies),
    follows: named(follows),
    burdens: burdens.flatMap((burden) => {
      const object = objects.get(burden.as === "rack" ? `rack/${burden.id}` : `device/${burden.id}`);
      return object === undefined ? [] : { ...burden, name: object.name };
    }),
  };
}
