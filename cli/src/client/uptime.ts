import { type Envelope, type uptimeQuerySchema, uptimeSchema } from "@haidang/contract/api.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import type { z } from "zod";
import { ask, type Server } from "./http.ts";

export type UptimeQuery = z.infer<typeof uptimeQuerySchema>;

export function readUptime(server: Server, query: UptimeQuery): Promise<Envelope<UptimeRow[]>> {
  return ask(server, "uptime", uptimeSchema, { query });
}
