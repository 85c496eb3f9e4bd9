import type { Calendar } from "@haidang/contract/calendar.ts";
import type { ObjectKey, ObjectKind } from "@haidang/contract/object.ts";

/** What of an object says by which hours it goes. */
interface Placed {
  key: ObjectKey;
  kind: ObjectKind;
  id: string;
  /** The unit it belongs to; a unit's parent. */
  unit: string | undefined;
  item: { calendar?: string | undefined; kind?: string | undefined };
}

/**
 * The calendar each object goes by: its own, else its unit's, else that of its unit's kind, else that of the nearest
 * unit above which names one, else the default one. Objects without any are absent.
 */
export function calendarsOf(
  calendars: readonly Calendar[],
  objects: ReadonlyMap<ObjectKey, Placed>,
): Map<ObjectKey, Calendar> {
  const given = new Map<ObjectKey, Calendar>();
  if (calendars.length === 0) return given;
  const byId = new Map(calendars.map((calendar) => [calendar.id, calendar]));
  const byKind = new Map<string | undefined, Calendar>(
    calendars.flatMap((calendar) => calendar.unitKinds.map((kind) => [kind, calendar])),
  );
  const fallback = calendars.find((calendar) => calendar.default);
  const ownOf = (object: Placed | undefined) =>
    object?.item.calendar === undefined ? undefined : byId.get(object.item.calendar);
  const unitAt = (id: string | undefined) => {
    return id === undefined ? undefined : objects.get(`unit/${id}`);
  };

  function inherited(object: Placed): Calendar | undefined {
    const home = object.kind === "unit" ? object : unitAt(object.unit);
    if (home === undefined) return fallback;
    const near = ownOf(home) ?? byKind.get(home.item.kind);
    if (near !== undefined) return near;
    const passed = new Set([home.id]);
    for (let above = unitAt(home.unit); above !== undefined; above = unitAt(above.unit)) {
      if (passed.has(above.id)) break;
      passed.add(above.id);
      const own = ownOf(above);
      if (own !== undefined) return own;
    }
    return fallback;
  }

  for (const object of objects.values()) {
    const calendar = ownOf(object) ?? inherited(object);
    if (calendar !== undefined) given.set(object.key, calendar);
  }
  return given;
}
