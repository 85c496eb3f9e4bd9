import { type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import { expect, it } from "vitest";
import { acknowledgeLinks } from "../notify/acknowledge.ts";
import type { Message } from "../notify/channel/channel.ts";
import { createNotify } from "../notify/notify.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openScriptedIncidents } from "./scripted-incidents.ts";

const devices = 600;
const pollMs = 10_000;
const inventory: Inventory = inventorySchema.parse({
  units: [{ id: "tinh", name: "Tỉnh", kind: "province" }],
  sites: [{ id: "dc", name: "Trung tâm dữ liệu", unit: "tinh" }],
  // another way to the site stays up: what is lost is what is behind the switch
  links: [{ id: "dc-1", name: "Đường trục", site: "dc", address: "10.9.0.1" }],
  devices: [
    { id: "core", name: "Chuyển mạch lõi", site: "dc", address: "10.0.0.1" },
    ...Array.from({ length: devices }, (_, at) => ({
      ...{
        id: `d${at}`,
        name: `Máy ${at}`,
        site: "dc",
        address: `10.1.${at >> 8}.${at & 255}`,
        parent: "core",
      },
    })),
  ],
  channels: [{ id: "chat", name: "Nhóm trực", kind: "webhook", url: "https://chat.example.vn/hook" }],
});

it.each([
  ["first", 0],
  ["while they fall", 3000],
  ["late among them", 7000],
])(
  "600 devices behind a parent that is confirmed %s: it is told of once, within 10 s",
  async (_title, parentMs) => {
    const records = openEmbeddedRecordStore(":memory:");
    const scripted = openScriptedIncidents(records, { inventory });
    const sent: { message: Message; atMs: number }[] = [];
    const faults: unknown[] = [];
    const notify = createNotify({
      ...{ records, incidents: scripted.incidents, publicUrl: undefined, now: scripted.nowMs },
      inventory: { version: () => 1, read: () => inventory },
      deliver: async (_channel, message) => {
        sent.push({ message, atMs: scripted.nowMs() });
        return { ok: true };
      },
      links: acknowledgeLinks("s".repeat(43)),
      random: () => 0.5,
      onFault: (error) => faults.push(error),
    });
    scripted.step(1000);
    const cutMs = scripted.nowMs();
    // each is polled at a moment of its own
    const fallsMs = inventory.devices.map(({ id }, at) => (id === "core" ? parentMs : (at * 7919) % pollMs));
    let stepMs = 0;
    for (let gone = 0; gone <= 45_000; gone += gone < pollMs ? 200 : 1000) {
      inventory.devices.forEach(({ id }, at) => {
        const due = fallsMs[at] ?? 0;
        if (due <= gone && due > gone - 200) scripted.set(`device/${id}`, "down", { reason: "no_reply" });
      });
      const begunMs = performance.now();
      scripted.step(gone < pollMs ? 200 : 1000);
      stepMs = Math.max(stepMs, performance.now() - begunMs);
      notify.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const open = scripted.open();
    expect(open).toMatchObject([{ root: { kind: "device", id: "core" }, following: { firing: devices } }]);
    expect(sent.length).toBeLessThanOrEqual(3);
    const ofRoot = sent.filter(({ message }) => message.incidents.some(({ root }) => root.id === "core"));
    expect(ofRoot.map(({ message }) => message.purpose)).toEqual(["open"]);
    expect((ofRoot[0]?.atMs ?? Number.NaN) - cutMs).toBeLessThanOrEqual(10_000);
    expect(stepMs).toBeLessThan(10_000);
    await notify.stop();
    records.close();
    expect(faults).toEqual([]);
  },
);
