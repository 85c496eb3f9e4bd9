import { daySchema } from "@haidang/contract/calendar.ts";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import type { Validity } from "@haidang/contract/tree.ts";
import { makeFault } from "../fault.ts";
import type { Entry } from "../issue.ts";
import type { Located } from "../read.ts";
import { byId, type Entries, textAt } from "../reference.ts";

/** A unit as written: what of it is wrong is told elsewhere, and taken here as if it were not written. */
interface DatedUnit extends Validity {
  id: string;
  entry: Entry;
}
type Units = ReadonlyMap<string, DatedUnit>;

/** One succession as written, with everything it takes to judge it. */
interface WrittenSuccession {
  entry: Entry;
  from: DatedUnit;
  to: DatedUnit;
  share: string;
  on: string;
}

/** Units outside the time of their parents, what belongs to a unit that is not there, and successions that cannot be. */
export function treeFaults(entries: Entries): InventoryFault[] {
  const units = new Map(
    [...byId(entries.unit)].map(([id, entry]) => [
      id,
      { id, entry, from: dayAt(entry, "from"), to: dayAt(entry, "to") },
    ]),
  );
  const successions = entries.succession.flatMap((entry) => readSuccession(entry, units));
  const heirs = new Map(
    successions.filter(({ share }) => share === "whole").map(({ from, to }) => [from.id, to.id]),
  );
  return [
    ...[...units.values()].flatMap((unit) => unitFaults(unit, units)),
    ...[...entries.site, ...entries.service].flatMap((entry) => placementFaults(entry, units, heirs)),
    ...[...Map.groupBy(successions, ({ from, on }) => `${from.id} ${on}`).values()].flatMap((rivals) =>
      rivals.flatMap((one) => successionFaults(one, rivals)),
    ),
  ];
}

function dayAt(entry: Entry, key: string): string | undefined {
  const day = daySchema.safeParse(textAt(entry, key)?.text);
  return day.success ? day.data : undefined;
}

/** `2025-07-01 → …`: the same in every language. */
function shown({ from, to }: Validity): string {
  return `${from ?? "…"} → ${to ?? "…"}`;
}

/** Whether all of one stretch lies within another; days as text are in the order of time. */
function isWithin(inner: Validity, outer: Validity): boolean {
  const beginsLater = outer.from === undefined || (inner.from !== undefined && inner.from >= outer.from);
  const endsEarlier = outer.to === undefined || (inner.to !== undefined && inner.to <= outer.to);
  return beginsLater && endsEarlier;
}

function unitFaults(unit: DatedUnit, units: Units): InventoryFault[] {
  const { id, entry, from, to } = unit;
  if (from !== undefined && to !== undefined && to <= from) {
    const place = textAt(entry, "to")?.located.place ?? entry.located.place;
    return [makeFault("never_in_force", place, `${entry.path}.to`, { id, from, to })];
  }
  const named = textAt(entry, "parent");
  const parent = named === undefined ? undefined : units.get(named.text);
  if (named === undefined || parent === undefined || isWithin(unit, parent)) return [];
  const values = { id, own: shown(unit), parent: parent.id, period: shown(parent) };
  return [makeFault("parent_not_in_force", named.located.place, `${entry.path}.parent`, values)];
}

/** A unit something belongs to, and while. */
interface Place extends Validity {
  unit: Located;
  path: string;
  /** Where `from` is written. */
  begin: Located | undefined;
}

function placesOf(entry: Entry): Place[] {
  const written = entry.located.parts.get("unit");
  if (written === undefined) return [];
  const path = `${entry.path}.unit`;
  if (!Array.isArray(written.value)) return [{ unit: written, path, begin: undefined }];
  const places = [...written.parts].flatMap(([index, { parts }]): Place[] => {
    const unit = parts.get("unit");
    const begin = parts.get("from");
    const day = daySchema.safeParse(begin?.value);
    const from = day.success ? day.data : undefined;
    return unit === undefined ? [] : [{ unit, begin, from, path: `${path}[${index}].unit` }];
  });
  return places.map((place, at) => ({ ...place, to: places[at + 1]?.from }));
}

function placementFaults(entry: Entry, units: Units, heirs: ReadonlyMap<string, string>): InventoryFault[] {
  const id = textAt(entry, "id")?.text ?? "";
  const places = placesOf(entry);
  return places.flatMap((place, at) => {
    const before = places[at - 1];
    const isLate = before === undefined || (place.from !== undefined && place.from > (before.from ?? ""));
    if (!isLate) {
      const where = place.begin ?? place.unit;
      return [makeFault("unit_order", where.place, place.path, { from: place.from ?? where.source })];
    }
    const unit = typeof place.unit.value === "string" ? units.get(place.unit.value) : undefined;
    if (unit === undefined) return [];
    // what is first placed in a unit may be no older than that
    const lived = at === 0 && place.from === undefined ? { ...place, from: unit.from } : place;
    if (isWithin(lived, unit)) return [];
    const heir = heirs.get(unit.id);
    const values = {
      id,
      unit: unit.id,
      own: shown(place),
      period: shown(unit),
      day: unit.to ?? unit.from ?? "",
      ...(heir === undefined ? {} : { nearest: heir }),
    };
    return [makeFault("unit_over", place.unit.place, place.path, values)];
  });
}

function readSuccession(entry: Entry, units: Units): WrittenSuccession[] {
  const from = units.get(textAt(entry, "from")?.text ?? "");
  const to = units.get(textAt(entry, "to")?.text ?? "");
  const on = dayAt(entry, "on");
  const share = textAt(entry, "share")?.text ?? "whole";
  return from === undefined || to === undefined || on === undefined ? [] : [{ entry, from, to, share, on }];
}

/** `rivals` are all of the same unit on the same day. */
function successionFaults(one: WrittenSuccession, rivals: readonly WrittenSuccession[]): InventoryFault[] {
  const { entry, from, to, share, on } = one;
  const fault = (rule: Parameters<typeof makeFault>[0], key: "from" | "to", unit: DatedUnit) => {
    const place = textAt(entry, key)?.located.place ?? entry.located.place;
    return [makeFault(rule, place, `${entry.path}.${key}`, { id: unit.id, on, period: shown(unit) })];
  };
  if (from.id === to.id) return fault("succession_self", "to", to);
  if (share === "whole" && from.to !== on) return fault("succession_from", "from", from);
  // a part may go over while the rest stays, or on the day the unit ends
  const isThere = (from.from === undefined || from.from < on) && (from.to === undefined || from.to >= on);
  if (!isThere) return fault("succession_absent", "from", from);
  const isReceived = (to.from === undefined || to.from <= on) && (to.to === undefined || to.to > on);
  if (!isReceived) return fault("succession_absent", "to", to);
  const isTwice =
    rivals.length > 1 && (share === "whole" || rivals.some((other) => other !== one && other.to === to));
  return isTwice && rivals[0] !== one ? fault("succession_twice", "from", from) : [];
}
