import type { Envelope } from "@haidang/contract/api.ts";
import type { HaidangError } from "@haidang/contract/error.ts";
import {
  type InventoryApply,
  type InventoryChange,
  type InventoryExport,
  type InventoryFault,
  type InventoryRevision,
  type InventoryRevisionDetail,
  inventoryChangeSchema,
  inventoryExportSchema,
  inventoryFaultSchema,
  inventoryRevisionDetailSchema,
  inventoryRevisionSchema,
  type SheetImport,
  type SheetImported,
  type SheetKind,
  sheetImportedSchema,
  sheetTemplateSchema,
} from "@haidang/contract/inventory-api.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

/** Refused with `inventory_invalid` when anything in the files is wrong; see `faultsOf`. */
export function sendInventory(
  server: Server,
  verb: "validate" | "apply",
  files: InventoryApply,
): Promise<Envelope<InventoryChange>> {
  return ask(server, `inventory/${verb}`, inventoryChangeSchema, { method: "POST", body: files });
}

type Guard = Pick<InventoryApply, "ifRevision" | "mostRemovedPct">;

export function revertInventory(
  server: Server,
  revision: number,
  guard: Guard,
): Promise<Envelope<InventoryChange>> {
  const body = { revision, ...guard };
  return ask(server, "inventory/revert", inventoryChangeSchema, { method: "POST", body });
}

export function listRevisions(server: Server, limit: number): Promise<Envelope<InventoryRevision[]>> {
  return ask(server, "inventory/revisions", z.array(inventoryRevisionSchema), { query: { limit } });
}

export function showRevision(server: Server, revision: number): Promise<Envelope<InventoryRevisionDetail>> {
  return ask(server, `inventory/revisions/${revision}`, inventoryRevisionDetailSchema);
}

export function exportInventory(
  server: Server,
  query: { by: string; secrets: string; revision: number | undefined; asOf: string | undefined },
): Promise<Envelope<InventoryExport>> {
  return ask(server, "inventory/export", inventoryExportSchema, { query });
}

export function sendSheet(server: Server, body: SheetImport): Promise<Envelope<SheetImported>> {
  return ask(server, "inventory/import", sheetImportedSchema, { method: "POST", body });
}

export function sheetTemplate(
  server: Server,
  query: { kind: SheetKind; lang: string },
): Promise<Envelope<{ name: string; base64: string }>> {
  return ask(server, "inventory/template", sheetTemplateSchema, { query });
}

const detailsSchema = z.object({ faults: z.array(inventoryFaultSchema) });

/** The faults an `inventory_invalid` carries; none for any other error. */
export function faultsOf(error: HaidangError): InventoryFault[] {
  if (error.code !== "inventory_invalid") return [];
  return detailsSchema.safeParse(error.details).data?.faults ?? [];
}
