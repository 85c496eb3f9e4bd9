import { type InventoryFiles, inventoryChangeSchema, inventoryFilesSchema } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { type Inventory, inventoryLists, type ObjectKind, objectKinds } from "@haidang/contract/object.ts";
import { diffInventory } from "../inventory/diff.ts";
import { parseInventory } from "../inventory/parse.ts";
import { reshapedBy } from "../state/reshape.ts";
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
      body: inventoryFilesSchema,
      response: inventoryChangeSchema,
      handle({ body, nowMs, actor }) {
        const inventory = readFiles(app, body);
        const change = changeTo(app, inventory);
        const revision = app.records.transaction(() => {
          const appended = app.records.inventory.append({ appliedMs: nowMs, by: actor, inventory });
          const { added, changed, removed } = change;
          const detail = JSON.stringify({ added, changed, removed });
          app.records.audit.append({
            atMs: nowMs,
            actor,
            action: "inventory.apply",
            object: `revision ${appended}`,
            detail,
          });
          return appended;
        });
        const before = app.world();
        app.deployment.refresh(nowMs);
        const revisions = reshapedBy({ before, after: app.world() }, app.assignments, { revision, nowMs });
        app.records.transaction(() => {
          for (const one of revisions) app.records.revisions.append(one);
        });
        return { ...change, revision };
      },
    }),
  ];
}

function readFiles({ secrets }: Services, { files }: InventoryFiles): Inventory {
  const parsed = parseInventory(files, (name) => secrets.get(name) !== undefined);
  if ("inventory" in parsed) return parsed.inventory;
  const { faults } = parsed;
  const [first] = faults;
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : "";
  throw new HaidangError(
    "inventory_invalid",
    `the inventory has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}: ${first?.file}:${first?.line ?? 1} ${first?.message}${more}; nothing was changed`,
    { hint: first?.mend ?? "mend the faults named in details", details: { faults } },
  );
}

function changeTo(app: Services, inventory: Inventory) {
  const counts = Object.fromEntries(
    objectKinds.map((kind): [ObjectKind, number] => [kind, inventory[inventoryLists[kind]].length]),
  );
  return { ...diffInventory(app.deployment.inventory(), inventory), counts };
}
