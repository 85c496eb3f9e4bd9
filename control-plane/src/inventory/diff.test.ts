import { emptyInventory, type Inventory } from "@haidang/contract/object.ts";
import { expect, test } from "vitest";
import { diffInventory } from "./diff.ts";

const unit = (id: string, name: string) => ({ id, name, kind: "office" as const });
const before: Inventory = { ...emptyInventory, units: [unit("a", "A"), unit("b", "B"), unit("c", "C")] };

test("names what is added, changed and removed by kind and id", () => {
  const after: Inventory = {
    ...emptyInventory,
    units: [unit("d", "D"), unit("b", "B2"), unit("a", "A")],
    sites: [{ id: "a", name: "A", unit: "a" }],
  };
  expect(diffInventory(before, after)).toEqual({
    added: ["unit/d", "site/a"],
    changed: ["unit/b"],
    removed: ["unit/c"],
  });
});

test("order of objects and of keys is no change", () => {
  const units = before.units.toReversed().map(({ id, name, kind }) => ({ kind, name, id }));
  expect(diffInventory(before, { ...before, units })).toEqual({ added: [], changed: [], removed: [] });
});
