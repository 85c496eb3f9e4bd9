import type { Envelope } from "@haidang/contract/api.ts";
import { type RackDetail, type RackRow, rackDetailSchema, rackRowSchema } from "@haidang/contract/row.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listRacks(server: Server): Promise<Envelope<RackRow[]>> {
  return ask(server, "racks", z.array(rackRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showRack(server: Server, name: string): Promise<Envelope<RackDetail>> {
  return findObject(server, name, {
    kind: "rack",
    list: async () => (await listRacks(server)).data,
    show: (id) => ask(server, `racks/${encodeURIComponent(id)}`, rackDetailSchema),
  });
}
