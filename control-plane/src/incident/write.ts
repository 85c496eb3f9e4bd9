import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import type { RecordStore } from "../store/records.ts";
import { type Book, isNew, nothingChanged, type Told } from "./book.ts";
import type { IncidentListener } from "./incidents.ts";

/** Writes what a step changed, and tells it, in one transaction. Returns the incidents that changed. */
export function writeBook(
  records: RecordStore,
  book: Book,
  { listeners, nowMs }: { listeners: Iterable<IncidentListener>; nowMs: number },
): Incident[] {
  const { alerts, ended, cases, told } = book.changed;
  if (alerts.size + ended.length + cases.size + told.length === 0) return [];
  const kept = [...listeners];
  const changed = records.transaction(() => {
    const rename = numberNew(records, book);
    for (const { entry, alert } of ended) if (entry !== null) records.incidents.saveAlert(entry, alert);
    for (const held of alerts) {
      if (held.alert.state !== "firing") continue;
      if (held.entry === null) held.entry = records.incidents.addAlert(held.alert);
      else records.incidents.saveAlert(held.entry, held.alert);
    }
    for (const { incident } of cases) records.incidents.save(incident);
    for (const one of told) append(records, book, { ...renamed(one, rename), atMs: nowMs }, kept);
    return [...cases].map(({ incident }) => incident);
  });
  book.changed = nothingChanged();
  return changed;
}

function append(
  records: RecordStore,
  book: Book,
  told: Told & { atMs: number },
  listeners: readonly IncidentListener[],
): void {
  const event: IncidentEvent = records.incidents.append(told);
  const incident = book.cases.get(told.incident)?.incident ?? records.incidents.get(told.incident);
  if (incident !== undefined) for (const listener of listeners) listener(event, incident);
}

/** Gives incidents begun by this step their numbers, everywhere they are named. */
function numberNew(records: RecordStore, book: Book): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, one] of [...book.cases]) {
    if (!isNew(one)) continue;
    one.incident = records.incidents.add((id) => ({ ...one.incident, id }));
    names.set(name, one.incident.id);
    book.cases.delete(name);
    book.cases.set(one.incident.id, one);
  }
  if (names.size === 0) return names;
  for (const held of [...book.alerts.values(), ...book.changed.ended]) {
    const id = names.get(held.alert.incident ?? "");
    if (id !== undefined) held.alert = { ...held.alert, incident: id };
  }
  for (const one of book.changed.cases) {
    const into = names.get(one.incident.mergedInto ?? "");
    if (into !== undefined) one.incident = { ...one.incident, mergedInto: into };
  }
  return names;
}

function renamed(told: Told, names: ReadonlyMap<string, string>): Told {
  const values = Object.fromEntries(
    Object.entries(told.values).map(([key, value]) => [key, names.get(String(value)) ?? value]),
  );
  return { ...told, incident: names.get(told.incident) ?? told.incident, values };
}
