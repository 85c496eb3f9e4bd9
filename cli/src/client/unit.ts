import type { Envelope } from "@haidang/contract/api.ts";
import { type UnitDetail, type UnitRow, unitDetailSchema, unitRowSchema } from "@haidang/contract/row.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listUnits(server: Server): Promise<Envelope<UnitRow[]>> {
  return ask(server, "units", z.array(unitRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showUnit(server: Server, name: string): Promise<Envelope<UnitDetail>> {
  return findObject(server, name, {
    kind: "unit",
    list: async () => (await listUnits(server)).data,
    show: (id) => ask(server, `units/${encodeURIComponent(id)}`, unitDetailSchema),
  });
}
