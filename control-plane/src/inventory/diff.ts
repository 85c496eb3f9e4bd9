import { isDeepStrictEqual } from "node:util";
import type { InventoryChange } from "@haidang/contract/api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { entryId, entryKinds, entryLists } from "./reference.ts";

type Difference = Pick<InventoryChange, "added" | "changed" | "removed">;

/** What one inventory changes against another, as `kind/id`, each list in the order the inventory has it. */
export function diffInventory(before: Inventory, after: Inventory): Difference {
  const difference: Difference = { added: [], changed: [], removed: [] };
  for (const kind of entryKinds) {
    const list = entryLists[kind];
    const old = new Map<string, unknown>(before[list].map((object) => [entryId(object), object]));
    for (const object of after[list]) {
      const id = entryId(object);
      const was = old.get(id);
      old.delete(id);
      if (was === undefined) difference.added.push(`${kind}/${id}`);
      else if (!isDeepStrictEqual(was, object)) difference.changed.push(`${kind}/${id}`);
    }
    for (const id of old.keys()) difference.removed.push(`${kind}/${id}`);
  }
  return difference;
}
