import type { Heartbeat } from "@haidang/contract/heartbeat.ts";
import type { HeartbeatDetail, HeartbeatRow } from "@haidang/contract/heartbeat-api.ts";
import { dueAfter } from "../inventory/heartbeat.ts";
import type { HeartbeatRecord } from "../store/heartbeats.ts";
import { type DetailSource, shown } from "./detail.ts";
import { each, type ListSource } from "./lists.ts";
import { siteName } from "./rows.ts";

export interface HeartbeatSource {
  heartbeats: { recordOf(heartbeat: Heartbeat): HeartbeatRecord };
}

export function listHeartbeats(source: ListSource & HeartbeatSource, id?: string): HeartbeatRow[] {
  const world = source.world();
  return each(source, { kind: "heartbeat", id }, (status, { item }): HeartbeatRow => {
    const record = source.heartbeats.recordOf(item);
    const { reportMs, message, durationMs, startedMs, fromMs } = record;
    const { site, intervalS, at, days, withinS, graceS } = item;
    return {
      ...status,
      site,
      siteName: siteName(world, site),
      ...(intervalS === undefined ? { at, withinS } : { intervalS }),
      ...(days === undefined ? {} : { days }),
      graceS,
      lastReportMs: reportMs,
      ...(record.status === null ? {} : { lastStatus: record.status }),
      ...(message === "" ? {} : { message }),
      ...(durationMs === null ? {} : { durationS: durationMs / 1000 }),
      ...(startedMs === null ? {} : { startedMs }),
      ...(fromMs === null ? {} : { dueMs: dueAfter(item, fromMs) }),
    };
  });
}

export function heartbeatDetail(
  source: DetailSource & HeartbeatSource,
  id: string,
  nowMs: number,
): HeartbeatDetail | undefined {
  const object = source.world().objects.get(`heartbeat/${id}`);
  const [row] = listHeartbeats(source, id);
  return object === undefined || row === undefined ? undefined : { ...row, ...shown(source, object, nowMs) };
}
