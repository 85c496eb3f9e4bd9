import type { Subject } from "@haidang/contract/alert.ts";
import type { ChannelRow } from "@haidang/contract/notify.ts";
import type { SystemFault } from "../alert/judge.ts";

/** So long a channel may fail before somebody is told: its next tries may mend it. */
const toleratedMs = 60_000;

const faultId = (channel: string) => `channel.${channel}`.slice(0, 63);

/** The alert of this subject says that the channel does not deliver. */
export function isOfChannel({ kind, id }: Subject, channel: string): boolean {
  return kind === "system" && id === faultId(channel);
}

/** Channels through which nothing has got out for a while. A wrong number or address is not the channel's fault. */
export function channelFaults(
  channels: readonly Pick<ChannelRow, "id" | "name" | "failingSinceMs" | "reason">[],
  nowMs: number,
): SystemFault[] {
  return channels.flatMap(({ id, name, failingSinceMs, reason }): SystemFault[] =>
    failingSinceMs === null || reason === "recipient" || nowMs - failingSinceMs < toleratedMs
      ? []
      : [{ id: faultId(id), severity: "major", name, sinceMs: failingSinceMs }],
  );
}
