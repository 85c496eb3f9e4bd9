import { type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import type { z } from "zod";
import { acknowledgeLinks } from "../src/notify/acknowledge.ts";
import type { Delivered, Message } from "../src/notify/channel/channel.ts";
import { createNotify, type Notify } from "../src/notify/notify.ts";
import type { RecordStore } from "../src/store/records.ts";
import { type ScriptedIncidents, scriptIncidents } from "./incidents.ts";

export interface Sent {
  channel: string;
  contact: string | undefined;
  message: Message;
  atMs: number;
}

/** Telling with a clock that is set and channels that write down what they were given. */
export interface ScriptedNotify {
  notify: Notify;
  incidents: ScriptedIncidents;
  records: RecordStore;
  clock: { nowMs: number };
  sent: Sent[];
  faults: unknown[];
  /** What channels answer from now on. */
  answer: (channel: string, message: Message) => Delivered | Promise<Delivered>;
  setInventory(inventory: z.input<typeof inventorySchema>): void;
  /** Goes on for so long, a turn each second, until all that was begun is over. */
  pass(seconds: number): Promise<void>;
}

export function scriptNotify(
  records: RecordStore,
  inventory: z.input<typeof inventorySchema>,
): ScriptedNotify {
  const incidents = scriptIncidents(records);
  const clock = { nowMs: Date.UTC(2026, 10, 23, 6, 5) };
  let current: { revision: number; inventory: Inventory } = {
    revision: 1,
    inventory: inventorySchema.parse(inventory),
  };
  const faults: unknown[] = [];
  const scripted: ScriptedNotify = {
    notify: createNotify({
      ...{
        records,
        incidents,
        inventory: { version: () => current.revision, read: () => current.inventory },
      },
      async deliver(channel, message) {
        const delivered = await scripted.answer(channel.id, message);
        const contact = message.contacts[0]?.id;
        if (delivered.ok) scripted.sent.push({ channel: channel.id, contact, message, atMs: clock.nowMs });
        return delivered;
      },
      links: acknowledgeLinks("s".repeat(43)),
      publicUrl: "https://noc.example.vn",
      now: () => clock.nowMs,
      random: () => 0.5,
      onFault: (error) => faults.push(error),
    }),
    ...{ incidents, records, clock, faults, sent: [], answer: () => ({ ok: true }) },
    setInventory(next) {
      current = { revision: current.revision + 1, inventory: inventorySchema.parse(next) };
    },
    async pass(seconds) {
      for (let second = 0; second < seconds; second += 1) {
        await settled();
        clock.nowMs += 1000;
        scripted.notify.tick();
      }
      await settled();
    },
  };
  return scripted;
}

/** Deliveries of the scripted channels are over after a few turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
