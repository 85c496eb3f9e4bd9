import { HaidangError } from "@haidang/contract/error.ts";
import type { InventoryChange, InventoryFault } from "@haidang/contract/inventory-api.ts";
import { emptyInventory, type Inventory, inventoryLists } from "@haidang/contract/object.ts";
import { diffInFull } from "../inventory/diff.ts";
import { shownForm } from "../inventory/entry.ts";
import { entryId, entryKinds, entryLists } from "../inventory/reference.ts";
import { reshapedBy } from "../state/reshape.ts";
import type { Services } from "./services.ts";

export interface Guard {
  ifRevision?: number | undefined;
  mostRemovedPct?: number | undefined;
}
export interface Author {
  actor: string;
  nowMs: number;
  /** For the audit, e.g. `inventory.apply`. */
  action: string;
}

export function revisionInForce(app: Services): number {
  return app.records.inventory.current()?.revision ?? 0;
}

/** What an inventory changes against the one in force. */
export function changeTo(app: Services, inventory: Inventory): InventoryChange {
  return {
    ...diffInFull(app.deployment.inventory(), inventory),
    against: revisionInForce(app),
    counts: countsOf(inventory),
  };
}

/** How many objects of each kind an inventory has. */
export function countsOf(inventory: Inventory): InventoryChange["counts"] {
  const { unit, site, link, device, service, video, rack, heartbeat } = inventoryLists;
  const count = (list: keyof Inventory) => inventory[list].length;
  return {
    unit: count(unit),
    site: count(site),
    link: count(link),
    device: count(device),
    service: count(service),
    video: count(video),
    rack: count(rack),
    heartbeat: count(heartbeat),
  };
}

/**
 * Puts an inventory in force, all of it or nothing, and writes down who did and what it changed. Throws `conflict` where
 * the guard does not hold.
 */
export function putInForce(
  app: Services,
  inventory: Inventory,
  author: Author,
  guard: Guard,
): InventoryChange {
  const { actor, nowMs, action } = author;
  const former = app.deployment.inventory();
  const change = changeTo(app, inventory);
  const revision = app.records.transaction(() => {
    refuseStale(app, guard);
    refuseMuchRemoved(former, change, guard);
    const appended = app.records.inventory.append({ appliedMs: nowMs, by: actor, inventory });
    const { added, changed, removed } = change;
    app.records.audit.append({
      atMs: nowMs,
      actor,
      action,
      object: `revision ${appended}`,
      detail: JSON.stringify({ added, changed, removed }),
      before: auditForm(former, [...changed, ...removed]),
      after: auditForm(inventory, [...changed, ...added]),
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
}

function refuseStale(app: Services, { ifRevision }: Guard): void {
  const inForce = revisionInForce(app);
  if (ifRevision === undefined || ifRevision === inForce) return;
  throw new HaidangError(
    "conflict",
    `revision ${inForce} of the inventory is in force, not ${ifRevision}: somebody changed it meanwhile; nothing was changed`,
    { hint: "look at the difference again", details: { rule: "inventory_stale", inForce } },
  );
}

function refuseMuchRemoved(former: Inventory, { removed }: InventoryChange, { mostRemovedPct }: Guard): void {
  const total = entryKinds.reduce((sum, kind) => sum + former[entryLists[kind]].length, 0);
  if (mostRemovedPct === undefined || removed.length * 100 <= mostRemovedPct * total) return;
  throw new HaidangError(
    "conflict",
    `this would remove ${removed.length} of ${total} entries of the inventory, more than ${mostRemovedPct} %; nothing was changed`,
    {
      hint: "an inventory is taken whole: what its files do not name is removed",
      details: { rule: "inventory_removes_much", removed: removed.length, total },
    },
  );
}

/** Most entries written out in one line of the audit; the revisions have all. */
const mostAudited = 50;

function auditForm(inventory: Inventory, keys: readonly string[]): string {
  const wanted = new Set(keys.slice(0, mostAudited));
  const found: Record<string, unknown> = {};
  for (const kind of entryKinds) {
    for (const item of inventory[entryLists[kind]]) {
      const key = `${kind}/${entryId(item)}`;
      if (wanted.has(key)) found[key] = shownForm(item);
    }
  }
  const left = keys.length - wanted.size;
  return JSON.stringify(left > 0 ? { ...found, more: left } : found);
}

/** `inventory_invalid` with all faults; the first in its sentence. */
export function inventoryFault(faults: readonly InventoryFault[]): HaidangError {
  const [first] = faults;
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : "";
  const place = first?.cell ?? first?.line;
  const where = place === undefined || place === null ? first?.file : `${first?.file}:${place}`;
  return new HaidangError(
    "inventory_invalid",
    `the inventory has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}: ${where} ${first?.message}${more}; nothing was changed`,
    { hint: first?.mend ?? "mend the faults named in details", details: { faults } },
  );
}

/** The inventory of a revision; `not_found` where there is none. */
export function inventoryOf(
  app: Services,
  revision: number,
): { inventory: Inventory; former: Inventory; appliedMs: number; by: string } {
  const record = app.records.inventory.get(revision);
  if (record === undefined) {
    throw new HaidangError("not_found", `the inventory never had a revision ${revision}`, {
      hint: "npx haidang inventory history lists them",
    });
  }
  const former = app.records.inventory.before(revision)?.inventory ?? emptyInventory;
  return { inventory: record.inventory, former, appliedMs: record.appliedMs, by: record.by };
}
