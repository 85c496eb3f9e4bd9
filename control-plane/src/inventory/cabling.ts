import type { Point } from "@haidang/contract/point.ts";
import type { Neighbour } from "../store/neighbours.ts";
import type { RecordStore } from "../store/records.ts";

/** Who is at the other end of the cables, as devices told it. */
export interface Cabling {
  list(): readonly Neighbour[];
  /** Points of any measurement, durable. */
  heed(points: readonly Point[]): void;
  /**
   * Makes what was told durable; throws when that cannot be. True when the cables are others than when it was so last:
   * many devices that tell at once are waited for.
   */
  settle(nowMs: number): boolean;
}

/**
 * What falls silent is heard by nobody, and just then it matters where it stood: a cable is known for a week, or until
 * its port leads elsewhere, ms.
 */
const keptMs = 7 * 86_400_000;
/** How far the records may lag behind what is only heard again, ms. */
const savedEveryMs = 3_600_000;
const settleMs = 10_000;
/** Of one device, and of all together. */
const mostEach = 128;
const mostKept = 50_000;

export function openCabling({
  neighbours: records,
  transaction,
}: Pick<RecordStore, "neighbours" | "transaction">): Cabling {
  const nameOf = ({ device, port }: Pick<Neighbour, "device" | "port">) => `${device}\n${port}`;
  const known = new Map(records.list().map((one) => [nameOf(one), one]));
  const pending = new Map<string, Neighbour>();
  let changedMs: number | null = null;
  let forgottenMs = Number.NEGATIVE_INFINITY;

  function take(next: Neighbour): void {
    const name = nameOf(next);
    const before = known.get(name);
    if (before === undefined ? isFull(next.device) : before.seenMs >= next.seenMs) return;
    const isSame = before !== undefined && sameEnds(before, next);
    if (isSame && next.seenMs - before.seenMs < savedEveryMs) return;
    known.set(name, next);
    pending.set(name, next);
    if (!isSame) changedMs ??= next.seenMs;
  }

  function isFull(device: string): boolean {
    const own = [...known.values()].filter((one) => one.device === device).length;
    return own >= mostEach || known.size >= mostKept;
  }

  function forget(nowMs: number): void {
    if (nowMs - forgottenMs < savedEveryMs) return;
    forgottenMs = nowMs;
    records.forget(nowMs - keptMs);
    for (const [name, { seenMs }] of known) {
      if (seenMs < nowMs - keptMs && known.delete(name)) changedMs ??= nowMs;
    }
  }

  return {
    list: () => [...known.values()],
    heed(points) {
      for (const { measurement, tags, fields, timeMs } of points) {
        if (measurement !== "neighbour" || tags["kind"] !== "device") continue;
        const said = (field: string) => String(fields[field] ?? "");
        take({
          ...{ device: tags["id"] ?? "", port: tags["ifName"] ?? "", seenMs: timeMs },
          ...{ self: said("self"), name: said("sysName"), address: said("address") },
        });
      }
    },
    settle(nowMs) {
      if (pending.size > 0) transaction(() => [...pending.values()].forEach(records.put));
      pending.clear();
      forget(nowMs);
      if (changedMs === null || nowMs - changedMs < settleMs) return false;
      changedMs = null;
      return true;
    },
  };
}

function sameEnds(a: Neighbour, b: Neighbour): boolean {
  return a.self === b.self && a.name === b.name && a.address === b.address;
}
