import { HaidangError } from "@haidang/contract/error.ts";
import { type Condition, feedBatteryMs, isPowered, officeBatteryMs } from "./condition.ts";
import type { Played } from "./played.ts";
import { findArea, findLines, findRack, findSite, findUps, folded } from "./target.ts";

/** What somebody asks the simulator to let happen: a verb and what it happens to. */
export interface Wish {
  verb: string;
  names: readonly string[];
}

interface Scene {
  played: Played;
  condition: Condition;
  nowMs: number;
}

type Verb = (names: readonly string[], scene: Scene) => string[];

/** Lets something happen from now on and says what, one line each. Throws a HaidangError for what is not there. */
export function happen({ verb, names }: Wish, scene: Scene): string[] {
  const act = verbs.get(verb);
  if (act === undefined) {
    throw new HaidangError("usage", `${JSON.stringify(verb)} is nothing that can happen`, {
      hint: `one of ${[...verbs.keys()].join(", ")}`,
    });
  }
  return act(names, scene);
}

const one = (names: readonly string[], what: string): string => {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new HaidangError("usage", `name one ${what}`, { hint: 'e.g. npm run sim -- cut "Ba Chẽ"' });
};

function cut(names: readonly string[], { played, condition, nowMs }: Scene): string[] {
  return findLines(played, one(names, "link, site or district")).map(({ id, name }) => {
    condition.cut.set(id, nowMs);
    return `cut: link ${id} (${name})`;
  });
}

function flap(names: readonly string[], { played, condition, nowMs }: Scene): string[] {
  const [line] = findLines(played, one(names, "link"));
  if (line === undefined) throw new HaidangError("not_found", "this site has no link of its own");
  condition.flapping.set(line.id, nowMs);
  return [`flapping: link ${line.id} (${line.name}), 20 s down and 25 s up`];
}

function power(names: readonly string[], { played, condition, nowMs }: Scene): string[] {
  const site = findSite(played, one(names, "site or district"));
  condition.dark.set(site, nowMs);
  return [`power lost: site ${site}, dark in ${officeBatteryMs / 1000} s when its battery is empty`];
}

function hotRack(names: readonly string[], { played, condition, nowMs }: Scene): string[] {
  const rack = findRack(played, one(names, "rack"));
  condition.hotRacks.set(rack, nowMs);
  return [`hot: rack ${rack}, half a degree a second up to 43 °C`];
}

function feedLost(names: readonly string[], { condition, nowMs }: Scene): string[] {
  const feed = folded(one(names, "feed"));
  if (feed !== "a" && feed !== "b") {
    throw new HaidangError("not_found", "the data centre has the feeds A and B");
  }
  condition.lostFeeds.set(feed, nowMs);
  return [`feed lost: ${feed.toUpperCase()}, its UPS lasts ${feedBatteryMs / 60_000} minutes`];
}

/** Somebody switched it over for repairs and never back; mains lost later, nothing holds the load. */
function upsBypass(names: readonly string[], { played, condition, nowMs }: Scene): string[] {
  const name = one(names, "UPS, site or district");
  const ups = findUps(played, name);
  condition.bypassed.set(ups, nowMs);
  return [`on bypass: ${ups}; nothing is held up when the mains fail`];
}

const secondMs = 1000;

/** Over a minute: two lines of five cut, one flapping, the site of one without power. */
function storm(names: readonly string[], { played, condition, nowMs }: Scene): string[] {
  if (names.length === 0) throw new HaidangError("usage", "name the districts the storm goes over");
  return names.map((name) => {
    const area = findArea(played, name);
    const hit = played.lines.filter(({ site }) => played.sites.get(site)?.area === area);
    for (const [at, { id, site }] of hit.entries()) {
      const fromMs = nowMs + ((at * 7) % 60) * secondMs;
      if (at % 5 < 2) condition.cut.set(id, fromMs);
      else if (at % 5 === 2) condition.flapping.set(id, fromMs);
      else if (at % 5 === 3) condition.dark.set(site, fromMs);
    }
    return `storm: ${played.areas.get(area) ?? area}, ${hit.length} lines within a minute`;
  });
}

function restore(names: readonly string[], scene: Scene): string[] {
  const { played, condition } = scene;
  if (names.length === 0 || folded(names[0] ?? "") === "all") {
    for (const site of condition.dark.keys()) relight(site, scene);
    for (const what of [condition.cut, condition.flapping, condition.hotRacks, condition.lostFeeds])
      what.clear();
    condition.bypassed.clear();
    return ["all is well again"];
  }
  return names.map((name) => {
    const key = folded(name);
    if ([condition.hotRacks, condition.lostFeeds, condition.bypassed].some((wrong) => wrong.delete(key)))
      return `restored: ${key}`;
    const lines = findLines(played, name);
    for (const { id, site } of lines) {
      condition.cut.delete(id);
      condition.flapping.delete(id);
      relight(site, scene);
      condition.bypassed.delete(`ups-${site}`);
    }
    return `restored: ${lines.map(({ id }) => id).join(", ")}`;
  });
}

/** Machines that had no power any more start anew; those a battery carried never noticed. */
function relight(site: string, { condition, nowMs }: Scene): void {
  if (!isPowered(site, condition, nowMs)) condition.started.set(site, nowMs);
  condition.dark.delete(site);
}

function list(_names: readonly string[], { played, condition }: Scene): string[] {
  const now = [
    ...[...condition.cut.keys()].map((id) => `cut ${id}`),
    ...[...condition.flapping.keys()].map((id) => `flap ${id}`),
    ...[...condition.dark.keys()].map((id) => `power ${id}`),
    ...[...condition.hotRacks.keys()].map((id) => `hot-rack ${id}`),
    ...[...condition.lostFeeds.keys()].map((id) => `feed-lost ${id}`),
    ...[...condition.bypassed.keys()].map((id) => `ups-bypass ${id}`),
  ];
  return [
    ...(now.length === 0 ? ["nothing is wrong"] : now),
    `districts: ${[...played.areas.values()].join(", ")}`,
    `played: ${played.lines.length} links, ${played.hosts.length} machines`,
  ];
}

const verbs: ReadonlyMap<string, Verb> = new Map([
  ["cut", cut],
  ["power", power],
  ["flap", flap],
  ["hot-rack", hotRack],
  ["feed-lost", feedLost],
  ["ups-bypass", upsBypass],
  ["storm", storm],
  ["restore", restore],
  ["list", list],
]);
