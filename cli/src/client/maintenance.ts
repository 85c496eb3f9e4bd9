import type { Envelope } from "@haidang/contract/api.ts";
import {
  type MaintenanceRow,
  maintenanceRowSchema,
  type windowRequestSchema,
} from "@haidang/contract/maintenance.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

export function listWindows(server: Server, all: boolean): Promise<Envelope<MaintenanceRow[]>> {
  return ask(server, "maintenance", z.array(maintenanceRowSchema), all ? { query: { all: "true" } } : {});
}

export function addWindow(
  server: Server,
  body: z.input<typeof windowRequestSchema>,
): Promise<Envelope<MaintenanceRow>> {
  return ask(server, "maintenance", maintenanceRowSchema, { method: "POST", body });
}

export function cancelWindow(server: Server, id: string, reason: string): Promise<Envelope<MaintenanceRow>> {
  const path = `maintenance/${encodeURIComponent(id)}/cancel`;
  return ask(server, path, maintenanceRowSchema, { method: "POST", body: { reason } });
}
