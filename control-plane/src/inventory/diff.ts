import { isDeepStrictEqual } from "node:util";
import type { InventoryChange } from "@haidang/contract/api.ts";
import { type Inventory, inventoryLists, objectKey, objectKinds } from "@haidang/contract/object.ts";

type Difference = Pick<InventoryChange, "added" | "changed" | "removed">;

/** What one inventory changes against another, as `kind/id`, each list in the order the inventory has it. */
export function diffInventory(before: Inventory, after: Inventory): Difference {
  const difference: Difference = { added: [], changed: [], removed: [] };
  for (const kind of objectKinds) {
    const list = inventoryLists[kind];
    const old = new Map(before[list].map((object) => [object.id, object]));
    for (const object of after[list]) {
      const was = old.get(object.id);
      old.delete(object.id);
      if (was === undefined) difference.added.push(objectKey({ kind, id: object.id }));
      else if (!isDeepStrictEqual(was, object)) difference.changed.push(objectKey({ kind, id: object.id }));
    }
    for (const id of old.keys()) difference.removed.push(objectKey({ kind, id }));
  }
  return difference;
}
