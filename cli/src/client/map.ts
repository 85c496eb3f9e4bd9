import type { Envelope } from "@haidang/contract/api.ts";
import { type MapSet, mapSetSchema } from "@haidang/contract/province-map.ts";
import { ask, type Server } from "./http.ts";

/** Outlines go as they were read: the control plane says what is wrong with them. */
export function setMap(
  server: Server,
  body: { outlines: unknown; centre: string | undefined },
): Promise<Envelope<MapSet>> {
  return ask(server, "map", mapSetSchema, { method: "POST", body });
}
