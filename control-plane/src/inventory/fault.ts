import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type FaultValues, faultWords, type InventoryRule } from "@haidang/contract/words/inventory.ts";

/** Where in which file something is written. */
export interface Place {
  file: string;
  line: number | null;
  column: number | null;
  /** Of a spreadsheet. */
  cell?: string;
}

/** Most faults told at once; the rest is counted. */
export const maxFaults = 200;

const maxShownLength = 80;

/** One fault in English, with the rule and values from which `faultWords` says it in Vietnamese. */
export function makeFault(
  rule: InventoryRule,
  place: Place,
  path: string,
  values: FaultValues = {},
): InventoryFault {
  const safe = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && name !== "allowed" ? deviceText(value, maxShownLength) : value,
    ]),
  );
  const said = faultWords({ rule, values: safe, message: "", mend: "" }, "en");
  return { ...place, path: deviceText(path), ...said, rule, values: safe };
}

/** Faults in the order a person meets them (files as given, then lines), at most `maxFaults` and a count of the rest. */
export function orderFaults(faults: readonly InventoryFault[], files: readonly string[]): InventoryFault[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const ordered = faults.toSorted(
    (a, b) =>
      (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
  const shown = ordered.slice(0, maxFaults);
  const last = shown.at(-1);
  if (last === undefined || ordered.length <= maxFaults) return shown;
  const place = { file: last.file, line: null, column: null };
  return [...shown, makeFault("more_faults", place, "", { count: ordered.length - maxFaults })];
}
