import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseInventory } from "./parse.ts";

it("the example in docs/alerting.md is an inventory without a fault", () => {
  const page = readFileSync(new URL("../../../docs/alerting.md", import.meta.url), "utf8");
  const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const parsed = parseInventory([{ path: "alerting.yaml", text }]);
  expect("faults" in parsed ? parsed.faults : []).toEqual([]);
  expect("inventory" in parsed ? parsed.inventory.routes.map(({ id }) => id) : []).toEqual([
    "nha-mang",
    "khan",
    "trong-gio",
  ]);
});
