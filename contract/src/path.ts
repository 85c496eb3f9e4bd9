import type { FieldValue } from "./point.ts";

/**
 * A path as one text: the addresses of its hops in order, `*` for a hop that stayed silent, with `>` between them. A
 * path that did not reach its target ends in `*`, which stands for everything that may lie beyond.
 */
export type PathText = string;

/** At most so many hops are ever asked for. */
export const mostHops = 30;

/** The address of each hop, null for a silent one. */
export function pathHops(path: PathText): (string | null)[] {
  return path.split(">", mostHops + 1).map((hop) => (hop === "*" || hop === "" ? null : hop));
}

export function pathText(hops: readonly (string | null)[], reached: boolean): PathText {
  const heard = hops.slice(0, hops.findLastIndex((hop) => hop !== null) + 1).map((hop) => hop ?? "*");
  return (reached ? heard : [...heard, "*"]).join(">");
}

/** One hop of a path; null for what a silent one did not tell. */
export interface PathHop {
  hop: number;
  address: string | null;
  rttMs: number | null;
}

/** The hops of a path with their times, `rtts` by the number of the hop; what may lie beyond the last heard is no hop. */
export function listHops(path: PathText, rtts: ReadonlyMap<string, FieldValue | undefined>): PathHop[] {
  return readPath(path).hops.map((address, index) => {
    const rttMs = rtts.get(String(index + 1));
    return { hop: index + 1, address, rttMs: typeof rttMs === "number" ? rttMs : null };
  });
}

interface Path {
  hops: readonly (string | null)[];
  /** Not reached: anything may follow. */
  open: boolean;
}

function readPath(path: PathText): Path {
  const hops = pathHops(path);
  const open = hops.at(-1) === null;
  return { hops: open ? hops.slice(0, -1) : hops, open };
}

/** Whether two runs may have gone the same way: silence, and what lies beyond the last hop heard, contradicts nothing. */
export function isSamePath(one: PathText, other: PathText): boolean {
  const [a, b] = [readPath(one), readPath(other)];
  if (!a.open && b.hops.length > a.hops.length) return false;
  if (!b.open && a.hops.length > b.hops.length) return false;
  if (!a.open && !b.open && a.hops.length !== b.hops.length) return false;
  return a.hops.every((hop, at) => {
    const there = b.hops[at] ?? null;
    return hop === null || there === null || hop === there;
  });
}

/** What two runs of the same path tell together. */
function filledIn(one: PathText, other: PathText): PathText {
  const [a, b] = [readPath(one), readPath(other)];
  const length = Math.max(a.hops.length, b.hops.length);
  const hops = Array.from({ length }, (_, at) => a.hops[at] ?? b.hops[at] ?? null);
  return pathText(hops, !a.open || !b.open);
}

export interface PathRun {
  timeMs: number;
  path: PathText;
}

export interface PathChange {
  /** When the new path was first seen. */
  atMs: number;
  from: PathText;
  to: PathText;
}

/**
 * Where the path changed for good: two runs differ from the path before and agree with each other, and none between
 * them went the old way. One run that differs is a blink, or one branch of several in parallel; a run that may be
 * either, since the hop in question kept silent, decides nothing. Runs in rising time.
 */
export function pathChanges(runs: readonly PathRun[]): PathChange[] {
  const changes: PathChange[] = [];
  let known: PathText | undefined;
  let odd: PathRun | undefined;
  for (const run of runs) {
    const asKnown = known === undefined || isSamePath(known, run.path);
    const asOdd = odd !== undefined && isSamePath(odd.path, run.path);
    if (asKnown && asOdd) continue;
    if (known === undefined || asKnown) {
      known = known === undefined ? run.path : filledIn(known, run.path);
      odd = undefined;
    } else if (odd !== undefined && asOdd) {
      const to = filledIn(odd.path, run.path);
      changes.push({ atMs: odd.timeMs, from: known, to });
      known = to;
      odd = undefined;
    } else odd = run;
  }
  return changes;
}
