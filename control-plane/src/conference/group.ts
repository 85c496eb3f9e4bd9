import {
  compareColour,
  type Finding,
  type Readiness,
  type ReadinessChanges,
  type ReadinessGroup,
  type ReadinessPoint,
  type ReadinessTotals,
} from "@haidang/contract/conference.ts";

/** Points by the first thing each lacks; worst first, then those that keep a bridge or most points. */
export function groupPoints(points: readonly ReadinessPoint[]): ReadinessGroup[] {
  const groups = new Map<string, ReadinessGroup>();
  for (const { id, kind, findings } of points) {
    const [first] = findings;
    if (first === undefined) continue;
    const key = causeOf(first, id);
    const known = groups.get(key);
    const bridges = (known?.bridges ?? 0) + (kind === "bridge" ? 1 : 0);
    const worse = known === undefined || compareColour(first.colour, known.finding.colour) < 0;
    const finding = worse ? first : known.finding;
    groups.set(key, { finding, points: [...(known?.points ?? []), id], bridges });
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      compareColour(a.finding.colour, b.finding.colour) ||
      b.bridges - a.bridges ||
      b.points.length - a.points.length ||
      (a.finding.fromMs ?? Number.MAX_SAFE_INTEGER) - (b.finding.fromMs ?? Number.MAX_SAFE_INTEGER),
  );
}

/** Two points have one cause when the same thing that is not their own keeps them, or one incident does. */
function causeOf({ code, subject, incident, reason }: Finding, point: string): string {
  if (incident !== undefined) return incident;
  if (subject !== undefined) return `${code} ${subject.kind}/${subject.id}`;
  return code === "network_stale" || code === "room_stale" ? `${code} ${reason ?? ""}` : `${code} ${point}`;
}

export function totalsOf(points: readonly Pick<ReadinessPoint, "colour">[]): ReadinessTotals {
  const count = (colour: ReadinessPoint["colour"]) =>
    points.filter((point) => point.colour === colour).length;
  return { green: count("green"), amber: count("amber"), red: count("red"), unknown: count("unknown") };
}

/** Points of both runs that have another colour now. */
export function changesSince(
  before: Pick<Readiness, "run" | "atMs" | "stage" | "points">,
  now: readonly Pick<ReadinessPoint, "id" | "colour">[],
): ReadinessChanges | null {
  if (before.run === null) return null;
  const was = new Map(before.points.map(({ id, colour }) => [id, colour]));
  const points = now.flatMap(({ id, colour }) => {
    const from = was.get(id);
    return from === undefined || from === colour ? [] : [{ id, from, to: colour }];
  });
  const worse = points.filter(({ from, to }) => compareColour(to, from) < 0).length;
  const { run, atMs, stage } = before;
  return { run, atMs, stage, better: points.length - worse, worse, points };
}
