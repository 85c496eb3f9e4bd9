import type { Envelope } from "@haidang/contract/api.ts";
import { type Failover, type FeedRow, failoverSchema, feedRowSchema } from "@haidang/contract/power.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listFeeds(server: Server): Promise<Envelope<FeedRow[]>> {
  return ask(server, "feeds", z.array(feedRowSchema));
}

/** Whether a feed may be taken down now. */
export function checkFeed(server: Server, name: string): Promise<Envelope<Failover>> {
  return findObject(server, name, {
    kind: "feed",
    list: async () => (await listFeeds(server)).data.map(({ id }) => ({ id, name: id })),
    show: (id) => ask(server, `feeds/${encodeURIComponent(id)}/failover`, failoverSchema),
  });
}
