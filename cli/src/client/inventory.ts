import {
  type Envelope,
  type InventoryChange,
  type InventoryFault,
  type InventoryFiles,
  inventoryChangeSchema,
  inventoryFaultSchema,
} from "@haidang/contract/api.ts";
import type { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

/** Refused with `inventory_invalid` when anything in the files is wrong; see `faultsOf`. */
export function sendInventory(
  server: Server,
  verb: "validate" | "apply",
  files: InventoryFiles,
): Promise<Envelope<InventoryChange>> {
  return ask(server, `inventory/${verb}`, inventoryChangeSchema, { method: "POST", body: files });
}

const detailsSchema = z.object({ faults: z.array(inventoryFaultSchema) });

/** The faults an `inventory_invalid` carries; none for any other error. */
export function faultsOf(error: HaidangError): InventoryFault[] {
  if (error.code !== "inventory_invalid") return [];
  return detailsSchema.safeParse(error.details).data?.faults ?? [];
}
