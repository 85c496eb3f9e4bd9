import { type Inventory, inventorySchema, objectKey } from "@haidang/contract/object.ts";
import { openScriptedIncidents } from "@haidang/control-plane/incident/scripted-incidents.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import type { Row } from "./row.ts";

const units = 2000;
const devicesPerUnit = 4;
const rounds = 7;

/** How many statuses become alerts and incidents in a second on one core, written too; the slowest of the rounds. */
export function evaluateRows(): Row[] {
  return [
    rate("evaluate 10,000 statuses, 1 in 100 down", 0.01),
    rate("evaluate 10,000 statuses, half down behind their links", 0.5),
  ];
}

function rate(work: string, share: number): Row {
  const records = openEmbeddedRecordStore(":memory:");
  const inventory = province();
  const { set, step } = openScriptedIncidents(records, { inventory });
  step(1000);
  const leaves = [
    ...inventory.links.map(({ id }) => objectKey({ kind: "link", id })),
    ...inventory.devices.map(({ id }) => objectKey({ kind: "device", id })),
  ];
  const down = new Set(inventory.links.slice(0, units * share).map(({ site }) => site));
  const isDown = new Set(
    [...inventory.links, ...inventory.devices].filter(({ site }) => down.has(site)).map(({ id }) => id),
  );
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const key of leaves)
      set(key, round % 2 === 0 && isDown.has(key.slice(key.indexOf("/") + 1)) ? "down" : "up");
    const beganMs = performance.now();
    step(2000);
    rates.push(leaves.length / ((performance.now() - beganMs) / 1000));
  }
  records.close();
  return { work, ours: Math.min(...rates), digits: 0, unit: "/s", bar: 10_000, isLeast: true };
}

/** One link and four devices behind it in each of many communes. */
function province(): Inventory {
  const all = Array.from({ length: units }, (_, at) => at);
  return inventorySchema.parse({
    units: all.map((at) => ({ id: `xa-${at}`, name: `Xã ${at}`, kind: "commune" })),
    sites: all.map((at) => ({ id: `s${at}`, name: `UBND xã ${at}`, unit: `xa-${at}` })),
    links: all.map((at) => ({
      id: `l${at}`,
      name: `Tuyến ${at}`,
      site: `s${at}`,
      address: "10.0.0.1",
      carrier: "VNPT",
    })),
    devices: all.flatMap((at) =>
      Array.from({ length: devicesPerUnit }, (_, of) => {
        return {
          id: `d${at}-${of}`,
          name: `Thiết bị ${at}.${of}`,
          site: `s${at}`,
          address: "10.0.0.2",
          measuredBy: "hub",
        };
      }),
    ),
  });
}
