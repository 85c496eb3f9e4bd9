import type { ProbeName } from "@haidang/contract/check.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { World, WorldObject, WorldObjectOf } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Assignment, Run } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { OutageFacts, PortSign } from "./facts.ts";
import { onTheWayMs, returnMs, type Silence, seenOf } from "./gather-site.ts";

/** Where runs of checks are looked up: they are right for any time, and heal. */
interface Checked {
  records: Pick<RecordStore, "runs">;
  assignments: Pick<Assignments, "of">;
}

/** A port that went before this of the silence went for another cause, ms. */
const earlyMs = returnMs / 2;

function heldOver(
  { assignments }: Checked,
  object: WorldObject,
  { startsMs, endsMs, nowMs }: Silence,
): Assignment[] {
  const untilMs = endsMs ?? nowMs;
  return assignments
    .of(objectKey(object))
    .filter(({ fromMs, toMs }) => fromMs < untilMs && (toMs === null || toMs > startsMs));
}

function runsOver(
  { records }: Checked,
  { assignment }: Assignment,
  { startsMs, endsMs, nowMs }: Silence,
  aroundMs = 0,
): Run[] {
  const untilMs = endsMs ?? nowMs;
  return records.runs
    .around(assignment, startsMs - aroundMs, untilMs)
    .filter((run) => run.lastMs >= startsMs - aroundMs && run.firstMs < untilMs);
}

/** The ports that carry a silent line, at whichever end they are; `isTold`: the site told of the time of its silence. */
export function portSigns(
  checked: Checked,
  { world, silence, isTold }: { world: World; silence: Silence; isTold: boolean },
  link: WorldObjectOf<"link">,
): PortSign[] {
  const { item } = link;
  const ends = [
    { probe: "port", port: item.interface },
    { probe: "port-near", port: item.nearInterface },
  ] as const;
  const held = heldOver(checked, link, silence);
  return ends.flatMap(({ probe, port }): PortSign[] => {
    const device = port === undefined ? undefined : world.objects.get(`device/${port.device}`);
    if (port === undefined || device?.kind !== "device") return [];
    const side = device.item.site === item.site ? "site" : "centre";
    const runs = held
      .filter(({ check }) => check.probe === probe)
      .flatMap((assignment) => runsOver(checked, assignment, silence, earlyMs));
    // a port that is up again when it is asked next was down all the same
    const lost = runs.find(({ state, firstMs }) => state === "down" && firstMs >= silence.startsMs - earlyMs);
    if (lost !== undefined) return [{ ...seenOf(device, lost.firstMs), port: port.name, isUp: false, side }];
    const up = runs.findLast(({ state }) => state === "up" || state === "degraded");
    // that it was up before says nothing; from a silent site only what was told later does
    if (up === undefined || up.lastMs <= silence.startsMs + onTheWayMs || (side === "site" && !isTold))
      return [];
    return [{ ...seenOf(device, silence.startsMs), port: port.name, isUp: true, side }];
  });
}

/** Probes that reach for the silent thing itself, whoever runs them. */
const reaching: ReadonlySet<ProbeName> = new Set<ProbeName>([
  "icmp",
  "icmp-far",
  "stamp",
  "sip",
  "h323",
  "tcp",
  "http",
]);

/** The same asked by others than who found it silent: its own end, or another place. */
export function farEndOf(
  checked: Checked,
  silence: Silence,
  leaf: WorldObject,
  measurer: string | undefined,
): OutageFacts["farEnd"] {
  // what waits for its reports here is no far end
  if (leaf.kind === "heartbeat") return [];
  const ends = heldOver(checked, leaf, silence).filter(
    ({ agent, toMs, check }) => agent !== measurer && toMs === null && reaching.has(check.probe),
  );
  return ends.slice(0, 4).flatMap((assignment) => {
    const last = runsOver(checked, assignment, silence).findLast(
      ({ lastMs }) => lastMs > silence.startsMs + 1000,
    );
    if (last === undefined || last.state === "unknown") return [];
    return [{ ...seenOf(leaf, Math.max(silence.startsMs, last.firstMs)), isUp: last.state !== "down" }];
  });
}
