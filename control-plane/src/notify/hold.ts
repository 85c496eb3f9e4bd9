import type { NotificationPurpose } from "@haidang/contract/notify.ts";
import type { NotificationItem, NotificationRecord } from "../store/incident-records.ts";
import type { Tell } from "./course.ts";

const minuteMs = 60_000;
/** More incidents than this within a minute are a storm: what follows is one message at the end of the minute. */
export const stormFrom = 10;
/** Most messages one recipient gets in a minute; the rest is held back for a digest. */
export const mostPerMinute = 20;

/** As far back as anybody has to look to know whether something is held back. */
export const holdLookBackMs = 3600_000;

export type Placing =
  /** Into a message that has not gone out yet. */
  | { into: NotificationRecord; items: readonly NotificationItem[] }
  /** As a message of its own. */
  | { dueMs: number };

/**
 * Where what is to be told goes: at once, or into the one message that waits for the recipient. The first of several
 * incidents goes out at once, those that come within `groupMs` after it together when that is over.
 */
export function place(
  tell: Tell & { incident: string },
  recent: readonly NotificationRecord[],
  { groupMs, nowMs }: { groupMs: number; nowMs: number },
): Placing {
  const waiting = recent.filter(({ state, attempts }) => state === "waiting" && attempts === 0);
  const same = waiting.find(({ dueMs, items }) => dueMs > nowMs && holds(items, tell.incident));
  if (same !== undefined) return { into: same, items: same.items.map((item) => merged(item, tell)) };
  const dueMs = heldUntil(tell, recent, { groupMs, nowMs });
  if (dueMs <= nowMs) return { dueMs: nowMs };
  const open = waiting.find((one) => one.dueMs > nowMs);
  return open === undefined ? { dueMs } : { into: open, items: [...open.items, itemOf(tell)] };
}

export function itemOf({ incident, purpose, route }: Tell & { incident: string }): NotificationItem {
  return { incident, purpose, route, over: false };
}

/** What one message says with several incidents in it. */
export function purposeOf(items: readonly NotificationItem[]): NotificationPurpose {
  const [first] = items;
  if (first === undefined) return "test";
  if (items.length === 1) return first.purpose;
  return items.every(({ purpose }) => purpose === first.purpose) ? "group" : "digest";
}

/**
 * A message that is held back, once one of its incidents turned out to be part of another: it tells of the other
 * instead, and at once when nothing else is left in it, since that is the answer to what was told before.
 */
export function withMerged(
  held: NotificationRecord,
  { part, whole, nowMs }: { part: string; whole: string; nowMs: number },
): NotificationRecord {
  const items = held.items
    .map((item) => (item.incident === part ? { ...item, incident: whole } : item))
    .filter((item, index, all) => all.findIndex(({ incident }) => incident === item.incident) === index);
  const isWhole = items.every(({ incident }) => incident === whole);
  return { ...held, items, dueMs: isWhole ? nowMs : held.dueMs };
}

function merged(
  item: NotificationItem,
  { incident, purpose }: Tell & { incident: string },
): NotificationItem {
  if (item.incident !== incident) return item;
  // the message is worded as it goes out, so it says everything that is new by then
  return purpose === "resolved" ? { ...item, over: true } : item;
}

function heldUntil(
  { purpose, incident }: Tell & { incident: string },
  recent: readonly NotificationRecord[],
  { groupMs, nowMs }: { groupMs: number; nowMs: number },
): number {
  const others = recent.filter(
    ({ items, state }) =>
      state !== "nobody" && items.some((item) => item.purpose === purpose && item.incident !== incident),
  );
  const last = others.at(-1);
  const windowEndMs = last === undefined ? nowMs : outMs(last) + groupMs;
  const lately = recent.filter(({ madeMs, items }) => madeMs > nowMs - minuteMs && items.length > 0);
  const [first] = lately;
  if (first === undefined) return Math.max(nowMs, windowEndMs);
  const incidents = lately.reduce((sum, { items }) => sum + items.length, 0);
  const isStorm = incidents >= stormFrom && groupMs > 0 && last !== undefined;
  const isMuch = lately.length >= mostPerMinute;
  return Math.max(nowMs, windowEndMs, isStorm || isMuch ? first.madeMs + minuteMs : 0);
}

function holds(items: readonly NotificationItem[], incident: string): boolean {
  return items.some((item) => item.incident === incident);
}

/** When a message went out or is to, apart from further attempts. */
function outMs({ state, attempts, dueMs, doneMs, madeMs }: NotificationRecord): number {
  return state === "waiting" && attempts === 0 ? dueMs : (doneMs ?? madeMs);
}
