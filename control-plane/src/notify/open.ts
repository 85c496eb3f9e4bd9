import type { Inventory } from "@haidang/contract/object.ts";
import type { Incidents } from "../incident/incidents.ts";
import type { Log } from "../self/log.ts";
import type { RecordStore } from "../store/records.ts";
import { type AcknowledgeLinks, acknowledgeLinks } from "./acknowledge.ts";
import type { Secrets } from "./channel/channel.ts";
import { createChannels } from "./channel/table.ts";
import type { EgressRules } from "./egress.ts";
import { createNotify, type Notify, type NotifyOptions } from "./notify.ts";

export interface NotifySurroundings {
  records: RecordStore;
  incidents: Incidents;
  /** The inventory, with a version that is another object or number once it may be another. */
  inventory: { version: () => unknown; read: () => Inventory };
  secrets: Secrets;
  /** What links are signed with is worked out from it. */
  linkSecret: string;
  egress: EgressRules;
  publicUrl: string | undefined;
  composeReport: NotifyOptions["composeReport"];
  dataFolder: string;
  now: () => number;
  log: Log;
}

/** Telling over the real channels. */
export function openNotify(around: NotifySurroundings): { notify: Notify; links: AcknowledgeLinks } {
  const { records, incidents, inventory, now, log } = around;
  const channels = createChannels();
  const links = acknowledgeLinks(around.linkSecret);
  const notify = createNotify({
    ...{ records, incidents, inventory, links, publicUrl: around.publicUrl, now, random: Math.random },
    ...(around.composeReport === undefined ? {} : { composeReport: around.composeReport }),
    deliver: (channel, message, signal) =>
      channels.deliver(channel, message, {
        ...{
          secrets: around.secrets,
          signal,
          nowMs: now(),
          allowed: around.egress,
          folder: around.dataFolder,
        },
      }),
    onFault: (error) =>
      log("error", "notifications could not be kept or sent; they are tried again", { error: String(error) }),
  });
  return {
    links,
    notify: {
      ...notify,
      async stop() {
        await notify.stop();
        await channels.idle();
      },
    },
  };
}
