import {
  type Envelope,
  uptimeGroupsSchema,
  type uptimeQuerySchema,
  uptimeSchema,
} from "@haidang/contract/api.ts";
import type { Grouping, UptimeGroup, UptimeRow } from "@haidang/contract/uptime.ts";
import type { z } from "zod";
import { ask, type Server } from "./http.ts";

type Asked = z.infer<typeof uptimeQuerySchema>;
/** What is left out holds as the API has it. */
export type UptimeQuery = Pick<Asked, "kind" | "under" | "carrier" | "level" | "id" | "from" | "to"> &
  Partial<
    Pick<Asked, "mergeBelowS" | "unknown" | "maintenance" | "slaPct" | "asKnownAt" | "tree" | "asOf">
  > & {
    annotations?: "true";
  };

export function readUptime(server: Server, query: UptimeQuery): Promise<Envelope<UptimeRow[]>> {
  return ask(server, "uptime", uptimeSchema, { query });
}

export function readUptimeGroups(
  server: Server,
  by: Grouping,
  query: UptimeQuery,
): Promise<Envelope<UptimeGroup[]>> {
  return ask(server, "uptime/groups", uptimeGroupsSchema, { query: { ...query, by } });
}
