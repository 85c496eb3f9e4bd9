import type { Channel } from "@haidang/contract/channel.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { resendEveryMs } from "./channel/alertmanager.ts";
import type { Delivered, Message } from "./channel/channel.ts";

/** As many in one message. */
const mostIncidents = 500;
const withinMs = 30_000;

/**
 * An Alertmanager takes what is not repeated for over, so open incidents it was told of are told again and again. Not
 * through the outbox: a repetition that fails is replaced by the next.
 */
export function createResend(options: {
  channels: () => Iterable<Channel>;
  /** Open incidents a channel was told of. */
  toldTo: (channel: string) => Incident[];
  message: (channel: Channel, incidents: readonly Incident[]) => Message;
  deliver: (channel: Channel, message: Message, signal: AbortSignal) => Promise<Delivered>;
  onFault: (error: unknown) => void;
}): (nowMs: number) => void {
  const lastMs = new Map<string, number>();
  return (nowMs) => {
    for (const channel of options.channels()) {
      if (channel.kind !== "alertmanager") continue;
      const before = lastMs.get(channel.id);
      if (before !== undefined && nowMs - before < resendEveryMs) continue;
      lastMs.set(channel.id, nowMs);
      const open = options.toldTo(channel.id);
      for (let from = 0; from < open.length; from += mostIncidents) {
        const message = options.message(channel, open.slice(from, from + mostIncidents));
        options
          .deliver(channel, message, AbortSignal.timeout(withinMs))
          .catch((error: unknown) => options.onFault(error));
      }
    }
  };
}
