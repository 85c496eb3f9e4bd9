import type { Played, PlayedHost, PlayedLine } from "./played.ts";

/** What is wrong in the province, and since when, ms. Everything that is played follows from it and the time. */
export interface Condition {
  cut: Map<string, number>;
  /** Lines that come and go. */
  flapping: Map<string, number>;
  /** Sites without mains: a battery carries them for a while. */
  dark: Map<string, number>;
  hotRacks: Map<string, number>;
  lostFeeds: Map<string, number>;
  /** UPS left on bypass, by device. */
  bypassed: Map<string, number>;
  /** When the power of a site came back: its machines started then. */
  started: Map<string, number>;
}

export const quiet = (): Condition => ({
  cut: new Map(),
  flapping: new Map(),
  dark: new Map(),
  hotRacks: new Map(),
  lostFeeds: new Map(),
  bypassed: new Map(),
  started: new Map(),
});

/** How long the battery of an office lasts: long enough for two polls of it, ms. */
export const officeBatteryMs = 40_000;
const flapMs = { up: 25_000, down: 20_000 };

export function isPowered(site: string, { dark, bypassed }: Condition, nowMs: number): boolean {
  const sinceMs = dark.get(site);
  // past its battery an office is dark with the mains
  const lastsMs = bypassed.has(`ups-${site}`) ? 0 : officeBatteryMs;
  return sinceMs === undefined || nowMs < sinceMs + lastsMs;
}

/** Whether the circuit itself carries: light on the fibre, whoever is at its ends. */
export function isWhole(line: string, { cut, flapping }: Condition, nowMs: number): boolean {
  if (nowMs >= (cut.get(line) ?? Number.POSITIVE_INFINITY)) return false;
  const sinceMs = flapping.get(line);
  if (sinceMs === undefined || nowMs < sinceMs) return true;
  return (nowMs - sinceMs) % (flapMs.up + flapMs.down) >= flapMs.down;
}

const carries = (line: PlayedLine, condition: Condition, nowMs: number) =>
  isWhole(line.id, condition, nowMs) && isPowered(line.site, condition, nowMs);

/** Addresses that answer at this moment. The data centre is where the measuring agent stands: no line cuts it off. */
export function reachable(played: Played, condition: Condition, nowMs: number): Set<string> {
  const found = new Set<string>(played.names.values());
  const lined = new Set(played.lines.map(({ site }) => site));
  const reached = new Set<string>([centre]);
  for (const line of played.lines) {
    if (!carries(line, condition, nowMs)) continue;
    found.add(line.address);
    reached.add(line.site);
  }
  for (const host of played.hosts) {
    const isNear = !lined.has(host.site) || reached.has(host.site);
    if (isNear && isPowered(host.site, condition, nowMs) && hasFeed(host, condition, nowMs)) {
      found.add(host.address);
    }
  }
  return found;
}

export const centre = "trung-tam-du-lieu";

/** How long the large batteries carry a feed, ms. */
export const feedBatteryMs = 600_000;

/** The feed of a power strip or a UPS: the letter at the end of its id. */
export function feedOf({ id, role }: PlayedHost): string | undefined {
  return role === "pdu" || role === "ups" || role === "meter" ? /-([ab])$/.exec(id)?.[1] : undefined;
}

function hasFeed(host: PlayedHost, { lostFeeds }: Condition, nowMs: number): boolean {
  const feed = host.role === "pdu" ? feedOf(host) : undefined;
  const sinceMs = feed === undefined ? undefined : lostFeeds.get(feed);
  return sinceMs === undefined || nowMs < sinceMs + feedBatteryMs;
}
