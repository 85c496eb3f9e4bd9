import type { Channel } from "@haidang/contract/channel.ts";
import type { ChannelRow } from "@haidang/contract/notify.ts";
import type { NotificationRecord } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import { isPersonal } from "./settings.ts";

/** As many of a channel's last messages say how it is. */
const looked = 100;

/** Each channel of the inventory with how it fares. */
export function channelRows(channels: Iterable<Channel>, records: RecordStore): ChannelRow[] {
  const waiting = records.notifications.waiting();
  return [...channels].map(({ id, name, kind }) => {
    const last = records.notifications.list({ channel: id, limit: looked });
    return { id, name, kind, personal: isPersonal(kind), waiting: waiting.get(id) ?? 0, ...healthOf(last) };
  });
}

/** Newest first. What failed since the last success says since when, and why. */
export function healthOf(
  last: readonly NotificationRecord[],
): Pick<ChannelRow, "lastDeliveredMs" | "failingSinceMs" | "reason" | "detail"> {
  const delivered = last.flatMap(({ state, doneMs }) =>
    state === "delivered" && doneMs !== null ? doneMs : [],
  );
  const lastDeliveredMs = delivered.length === 0 ? null : Math.max(...delivered);
  const failing = last.filter(
    ({ state, attempts, doneMs, reason, dueMs }) =>
      attempts > 0 && state !== "delivered" && reason !== null && (doneMs ?? dueMs) > (lastDeliveredMs ?? 0),
  );
  const [newest] = failing;
  if (newest === undefined) return { lastDeliveredMs, failingSinceMs: null, reason: null, detail: null };
  const failingSinceMs = Math.min(...failing.map(({ madeMs }) => madeMs));
  return { lastDeliveredMs, failingSinceMs, reason: newest.reason, detail: newest.detail };
}
