import { HaidangError } from "@haidang/contract/error.ts";
import {
  type InventoryFiles,
  inventoryApplySchema,
  inventoryChangeSchema,
  inventoryExportQuerySchema,
  inventoryExportSchema,
  inventoryFilesSchema,
  inventoryRevertSchema,
  inventoryRevisionDetailSchema,
  inventoryRevisionSchema,
  inventoryRevisionsQuerySchema,
} from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { z } from "zod";
import { diffInFull, diffInventory } from "../inventory/diff.ts";
import { entriesOf } from "../inventory/entry.ts";
import { exportInventory } from "../inventory/export.ts";
import { type MutableEntries, parseEntries, parseInventory } from "../inventory/parse.ts";
import { readInstant } from "../query/period.ts";
import {
  changeTo,
  countsOf,
  inventoryFault,
  inventoryOf,
  putInForce,
  revisionInForce,
} from "./put-in-force.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

export function inventoryRoutes(app: Services): Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/inventory/validate",
      summary: "Says what an inventory would change, or every fault in it; changes nothing.",
      access: "admin",
      reads: true,
      body: inventoryFilesSchema,
      response: inventoryChangeSchema,
      handle: ({ body }) => changeTo(app, readFiles(app, body)),
    }),
    route({
      method: "POST",
      url: "/api/v1/inventory/apply",
      summary: "Puts an inventory in force, all of it or nothing.",
      access: "admin",
      body: inventoryApplySchema,
      response: inventoryChangeSchema,
      handle: ({ body, nowMs, actor }) =>
        putInForce(app, readFiles(app, body), { actor, nowMs, action: "inventory.apply" }, body),
    }),
    exportRoute(app),
    ...revisionRoutes(app),
  ];
}

/** The inventory in force, or an older one by its number or its time. Throws a HaidangError where there is none. */
function asked(
  app: Services,
  { revision, asOf }: { revision?: number | undefined; asOf?: string | undefined },
): { revision: number; inventory: Inventory } {
  if (revision !== undefined && asOf !== undefined) {
    throw new HaidangError("usage", "revision and asOf ask for two different inventories", {
      hint: "leave one of them out",
    });
  }
  if (revision !== undefined) return { revision, inventory: inventoryOf(app, revision).inventory };
  if (asOf === undefined) return { revision: revisionInForce(app), inventory: app.deployment.inventory() };
  const then = app.records.inventory.at(readInstant(asOf, "asOf"));
  if (then !== undefined) return then;
  throw new HaidangError("not_found", `there was no inventory at ${JSON.stringify(asOf)}`, {
    hint: "haidang inventory history shows when the first one came into force",
  });
}

function exportRoute(app: Services): Route {
  return route({
    method: "GET",
    url: "/api/v1/inventory/export",
    summary: "The inventory as YAML files that read back to the same one.",
    access: "admin",
    query: inventoryExportQuerySchema,
    response: inventoryExportSchema,
    handle({ query, nowMs, actor }) {
      const withSecrets = query.secrets === "true";
      const { revision, inventory } = asked(app, query);
      if (withSecrets) {
        const object = `revision ${revision}`;
        app.records.audit.append({
          atMs: nowMs,
          actor,
          action: "inventory.export_secrets",
          object,
          detail: "",
        });
      }
      return { revision, ...exportInventory(inventory, { by: query.by, withSecrets, nowMs }) };
    },
  });
}

function revisionRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/inventory/revisions",
      summary: "Who put which inventory in force when, the newest first.",
      access: "admin",
      query: inventoryRevisionsQuerySchema,
      response: z.array(inventoryRevisionSchema),
      handle({ query }) {
        const inForce = revisionInForce(app);
        return app.records.inventory.newest(query.limit).map(({ revision, appliedMs, by }) => {
          const { inventory, former } = inventoryOf(app, revision);
          const { added, changed, removed } = diffInventory(former, inventory);
          const counts = { added: added.length, changed: changed.length, removed: removed.length };
          return { revision, appliedMs, by, inForce: revision === inForce, ...counts };
        });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/inventory/revisions/:revision",
      summary: "What a revision of the inventory changed.",
      access: "admin",
      response: inventoryRevisionDetailSchema,
      handle({ params }) {
        const revision = Number(params["revision"]);
        const { inventory, former, appliedMs, by } = inventoryOf(
          app,
          Number.isSafeInteger(revision) ? revision : 0,
        );
        const against = app.records.inventory.before(revision)?.revision ?? 0;
        const change = { ...diffInFull(former, inventory), against, counts: countsOf(inventory) };
        return { revision, appliedMs, by, inForce: revision === revisionInForce(app), change };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/inventory/revert",
      summary: "Puts an older inventory in force again, as a revision of its own.",
      access: "admin",
      body: inventoryRevertSchema,
      response: inventoryChangeSchema,
      handle({ body, nowMs, actor }) {
        const inventory = readEntries(app, entriesOf(inventoryOf(app, body.revision).inventory));
        return putInForce(app, inventory, { actor, nowMs, action: "inventory.revert" }, body);
      },
    }),
  ];
}

function readFiles(app: Services, { files }: InventoryFiles): Inventory {
  const parsed = parseInventory(files, (name) => app.secrets.get(name) !== undefined);
  if ("inventory" in parsed) return parsed.inventory;
  throw inventoryFault(parsed.faults);
}

/** By today's rules, which may be others than those it was once taken by. */
export function readEntries(app: Services, entries: MutableEntries): Inventory {
  const parsed = parseEntries(entries, (name) => app.secrets.get(name) !== undefined);
  if ("inventory" in parsed) return parsed.inventory;
  throw inventoryFault(parsed.faults);
}
