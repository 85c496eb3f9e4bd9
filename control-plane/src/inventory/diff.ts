import { isDeepStrictEqual } from "node:util";
import type { FieldChange, InventoryChange } from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { isPlainSecret, writtenForm } from "./entry.ts";
import { rateText } from "./rate.ts";
import { entryId, entryKinds, entryLists } from "./reference.ts";

type Difference = Pick<InventoryChange, "added" | "changed" | "removed">;

/** What one inventory changes against another, as `kind/id`, each list in the order the inventory has it. */
export function diffInventory(before: Inventory, after: Inventory): Difference {
  const { added, changed, removed } = diffInFull(before, after);
  return { added, changed, removed };
}

/** The same, and of what changed every value that did. Secrets are told as changed, never shown. */
export function diffInFull(
  before: Inventory,
  after: Inventory,
): Difference & { fields: Record<string, FieldChange[]> } {
  const difference: Difference = { added: [], changed: [], removed: [] };
  const fields: Record<string, FieldChange[]> = {};
  for (const kind of entryKinds) {
    const list = entryLists[kind];
    const old = new Map<string, unknown>(before[list].map((object) => [entryId(object), object]));
    for (const object of after[list]) {
      const id = entryId(object);
      const was = old.get(id);
      old.delete(id);
      if (was === undefined) difference.added.push(`${kind}/${id}`);
      else if (!isDeepStrictEqual(was, object)) {
        difference.changed.push(`${kind}/${id}`);
        fields[`${kind}/${id}`] = diffFields(was, object);
      }
    }
    for (const id of old.keys()) difference.removed.push(`${kind}/${id}`);
  }
  return { ...difference, fields };
}

const maxShown = 200;

function diffFields(before: unknown, after: unknown): FieldChange[] {
  const was = leaves(before);
  const is = leaves(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field): FieldChange[] => {
    const [old, now] = [was.get(field), is.get(field)];
    if (old?.text === now?.text) return [];
    const side = (leaf: Leaf | undefined) => (leaf === undefined || leaf.secret ? undefined : leaf.text);
    const [told, toldNow] = [side(old), side(now)];
    return [
      {
        field,
        ...(told === undefined ? {} : { before: deviceText(told, maxShown) }),
        ...(toldNow === undefined ? {} : { after: deviceText(toldNow, maxShown) }),
        ...(old?.secret === true || now?.secret === true ? { secret: true } : {}),
      },
    ];
  });
}

interface Leaf {
  text: string;
  secret: boolean;
}

/** The values of an entry by their path; lists of plain values and names of secrets are one value. */
function leaves(value: unknown, path = "", found = new Map<string, Leaf>()): Map<string, Leaf> {
  if (typeof value === "string") {
    const secret = isPlainSecret(value, path);
    const written = writtenForm(value);
    found.set(path, { text: typeof written === "string" ? written : JSON.stringify(written), secret });
  } else if (typeof value !== "object" || value === null) {
    if (value !== undefined)
      found.set(path, { text: path === "cir" ? rateText(value) : String(value), secret: false });
  } else if (Array.isArray(value) && value.every((part) => typeof part !== "object")) {
    found.set(path, { text: `[${value.join(", ")}]`, secret: false });
  } else {
    for (const [key, part] of Object.entries(value))
      leaves(part, path === "" ? key : `${path}.${key}`, found);
  }
  return found;
}
