import { compareSeverity } from "@haidang/contract/alert.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { unitsUnder, type World } from "../inventory/world.ts";
import type { IncidentRecords } from "../store/incident-records.ts";
import type { IncidentQuery } from "./incidents.ts";

/** How many are looked through for a question; the newest. */
const mostRead = 10_000;

export function listIncidents(records: IncidentRecords, world: World, query: IncidentQuery): Incident[] {
  const { severity, carrier, under, subject, since, limit } = query;
  const units = under === undefined ? undefined : unitsUnder(world, under);
  return records
    .list({
      state: query.state ?? "unresolved",
      sinceMs: since === undefined ? 0 : Date.parse(since),
      limit: mostRead,
    })
    .filter((incident) => severity === undefined || compareSeverity(incident.severity, severity) <= 0)
    .filter((incident) => carrier === undefined || incident.carrier === carrier)
    .filter((incident) => units === undefined || (incident.unit !== undefined && units.has(incident.unit)))
    .filter(({ root }) => subject === undefined || `${root.kind}/${root.id}` === subject)
    .toSorted(compareIncidents)
    .slice(0, limit);
}

/** What nobody has ended yet before what is over; worst first, then newest. */
function compareIncidents(a: Incident, b: Incident): number {
  const isOver = ({ state }: Incident) => Number(state === "resolved");
  return (
    isOver(a) - isOver(b) ||
    (isOver(a) === 1 ? 0 : compareSeverity(a.severity, b.severity)) ||
    b.startsMs - a.startsMs
  );
}
