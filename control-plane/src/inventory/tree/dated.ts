import type { Inventory } from "@haidang/contract/object.ts";
import { dayStartMs, type Placement } from "@haidang/contract/tree.ts";

type Dated = Pick<Inventory, "units" | "sites" | "services">;

/** Instants at which the tree of an inventory becomes another by what the inventory itself says, in time order. */
export function turningsOf({ units, sites, services }: Dated): number[] {
  const placed = (placement: Placement) => (typeof placement === "string" ? [] : placement);
  const days = [
    ...units.flatMap(({ from, to }) => [from, to]),
    ...[...sites, ...services].flatMap(({ unit }) => placed(unit).map(({ from }) => from)),
  ];
  const instants = new Set(days.flatMap((day) => (day === undefined ? [] : dayStartMs(day))));
  return [...instants].toSorted((a, b) => a - b);
}

/**
 * An inventory of before with the days that a later one knows: a merge is written down weeks after it, and holds from
 * its own day. What the later one says without a day is of its own time, and changes nothing of before.
 */
export function withLaterDays(then: Inventory, later: Inventory): Inventory {
  if (turningsOf(later).length === 0) return then;
  const known = new Set(later.units.map(({ id }) => id));
  const dated = <T extends { id: string; unit: Placement }>(
    list: readonly T[],
    latest: readonly T[],
  ): T[] => {
    const places = new Map(latest.map(({ id, unit }) => [id, unit]));
    return list.map((item) => {
      const place = places.get(item.id);
      return typeof place === "object" ? { ...item, unit: place } : item;
    });
  };
  return {
    ...then,
    units: [...later.units, ...then.units.filter(({ id }) => !known.has(id))],
    sites: dated(then.sites, later.sites),
    services: dated(then.services, later.services),
    successions: later.successions,
  };
}
