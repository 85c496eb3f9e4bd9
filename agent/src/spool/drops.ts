import type { DatabaseSync } from "node:sqlite";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Dropped, Lane } from "./spool.ts";

const hourMs = 3_600_000;
const hoursKept = 20_000;

/** The account of what will never arrive. Rows are one hour of measured time, so that it stays small for years. */
export interface Drops {
  /** Inside the caller's transaction: counted if and only if the deletion is. */
  record(dropped: Dropped): void;
  /** For when the database cannot be written: remembered, and recorded by `flush`. */
  remember(dropped: Dropped): void;
  /** Records what was remembered; returns false when there was nothing. Forget it with `forget` once committed. */
  flush(): boolean;
  forget(): void;
  byReason(): Record<string, number>;
  /** When the first and the last of these had been measured; undefined when there is none. */
  range(): { firstMs: number; lastMs: number } | undefined;
  list(): Dropped[];
}

/** What was remembered survives a change of file: the map is the caller's. */
export type Remembered = Map<string, Dropped>;

export function openDrops(database: DatabaseSync, remembered: Remembered): Drops {
  const insert = database.prepare(
    `INSERT INTO dropped (why, lane, hourMs, points, firstMs, lastMs, detail) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET points = points + excluded.points, firstMs = min(firstMs, excluded.firstMs),
     lastMs = max(lastMs, excluded.lastMs), detail = excluded.detail`,
  );
  const count = database.prepare(
    `INSERT INTO dropped_total (why, points) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET points = points + excluded.points`,
  );
  const totals = database.prepare("SELECT why, points FROM dropped_total");
  const ends = database.prepare("SELECT min(firstMs) AS firstMs, max(lastMs) AS lastMs FROM dropped");
  const newest = database.prepare("SELECT * FROM dropped ORDER BY firstMs DESC LIMIT 1000");
  // for years of trouble: the account by hour is cut, the totals never
  database.exec(
    `DELETE FROM dropped WHERE hourMs < (SELECT hourMs FROM dropped ORDER BY hourMs DESC LIMIT 1 OFFSET ${hoursKept})`,
  );
  const record = (dropped: Dropped): void => {
    const { why, lane, points, firstMs, lastMs, detail } = dropped;
    insert.run(why, lane, Math.floor(firstMs / hourMs) * hourMs, points, firstMs, lastMs, deviceText(detail));
    count.run(why, points);
  };
  return {
    record,
    remember(dropped): void {
      const key = `${dropped.why} ${dropped.lane} ${Math.floor(dropped.firstMs / hourMs)}`;
      const known = remembered.get(key);
      remembered.set(key, known === undefined ? dropped : joined(known, dropped));
    },
    flush(): boolean {
      for (const dropped of remembered.values()) record(dropped);
      return remembered.size > 0;
    },
    forget: () => remembered.clear(),
    byReason(): Record<string, number> {
      const sums: Record<string, number> = {};
      for (const row of totals.all()) sums[String(row["why"])] = Number(row["points"]);
      for (const { why, points } of remembered.values()) sums[why] = (sums[why] ?? 0) + points;
      return sums;
    },
    range() {
      const row = ends.get();
      const kept = row === undefined || row["firstMs"] === null ? [] : [row];
      const all = [...kept, ...remembered.values()];
      if (all.length === 0) return undefined;
      return {
        firstMs: Math.min(...all.map(({ firstMs }) => Number(firstMs))),
        lastMs: Math.max(...all.map(({ lastMs }) => Number(lastMs))),
      };
    },
    list: () => [...[...remembered.values()].reverse(), ...newest.all().map(readDropped)],
  };
}

function joined(one: Dropped, other: Dropped): Dropped {
  return {
    ...other,
    points: one.points + other.points,
    firstMs: Math.min(one.firstMs, other.firstMs),
    lastMs: Math.max(one.lastMs, other.lastMs),
  };
}

function readDropped(row: Record<string, unknown>): Dropped {
  return {
    why: String(row["why"]),
    lane: row["lane"] === "state" ? "state" : "bulk",
    points: Number(row["points"]),
    firstMs: Number(row["firstMs"]),
    lastMs: Number(row["lastMs"]),
    detail: String(row["detail"]),
  };
}
type Ranged = Pick<Dropped, "lane" | "points" | "firstMs" | "lastMs">;

export function rangeOf({ lane, points, firstMs, lastMs }: Ranged): Ranged {
  return { lane, points, firstMs, lastMs };
}

export function droppedPoints(points: readonly Point[], lane: Lane): Dropped {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs } of points) {
    firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
  }
  return {
    why: "not_encodable",
    lane,
    points: points.length,
    firstMs,
    lastMs,
    detail: "no field has a value that can be sent",
  };
}
