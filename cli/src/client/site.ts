import type { Envelope } from "@haidang/contract/api.ts";
import { type ObjectStatus, objectStatusSchema } from "@haidang/contract/state.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

export function listSites(server: Server): Promise<Envelope<ObjectStatus[]>> {
  return ask(server, "sites", z.array(z.object(objectStatusSchema.shape)));
}
