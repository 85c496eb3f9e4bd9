import type { World } from "../inventory/world.ts";
import type { Series, SeriesStore } from "../store/series.ts";
import type { UpsFacts } from "./judge.ts";

const minuteMs = 60_000;
/** How old a reading may be to tell of now. */
const presentMs = 10 * minuteMs;
/** What told of itself as a UPS within this is one. */
const knownMs = 7 * 24 * 60 * minuteMs;

/** UPS-MIB's upsSecondsOnBattery is a time too, of how long it has been, not of how long it will be. */
const elapsed = /^time on battery/i;

/** UPSs by the site they stand at, with what they said last. */
export async function readUps(
  store: SeriesStore,
  world: World,
  nowMs: number,
): Promise<Map<string, UpsFacts[]>> {
  const feeds = newestById(
    await store.latest({ measurement: "ups", tags: { kind: "device" } }, nowMs - knownMs),
  );
  const sensors = async (sensor: "runtime" | "charge") =>
    lowestById(
      await store.latest(
        { measurement: "sensor", fields: ["value"], tags: { kind: "device", sensor } },
        nowMs - presentMs,
      ),
    );
  const [runtimes, charges] = [await sensors("runtime"), await sensors("charge")];
  const bySite = new Map<string, UpsFacts[]>();
  for (const [id, { fields, atMs }] of feeds) {
    const object = world.objects.get(`device/${id}`);
    if (object?.kind !== "device") continue;
    const { kind, name, item } = object;
    const onBattery = fields["onBattery"];
    const isLow = fields["batteryLow"] === true && onBattery !== false;
    const feed = isLow ? "low" : onBattery === true ? "battery" : "mains";
    const facts: UpsFacts = {
      device: { kind, id, name },
      feed: nowMs - atMs > presentMs ? null : feed,
      readMs: atMs,
      runtimeMin: runtimes.get(id) ?? null,
      chargePct: charges.get(id) ?? null,
    };
    bySite.set(item.site, [...(bySite.get(item.site) ?? []), facts]);
  }
  return bySite;
}

type Newest = { atMs: number; fields: Record<string, unknown> };

/** Fields of the newest point of each alone. */
function newestById(series: readonly Series[]): Map<string, Newest> {
  const found = new Map<string, Newest>();
  for (const { field, tags, samples } of series) {
    const sample = samples.at(-1);
    const id = tags["id"];
    if (sample === undefined || id === undefined) continue;
    const known = found.get(id);
    if (known === undefined || known.atMs < sample.timeMs)
      found.set(id, { atMs: sample.timeMs, fields: { [field]: sample.value } });
    else if (known.atMs === sample.timeMs) known.fields[field] = sample.value;
  }
  return found;
}

/** Of several batteries the one that ends first. */
function lowestById(series: readonly Series[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { tags, samples } of series) {
    const value = samples.at(-1)?.value;
    const id = tags["id"];
    if (elapsed.test(tags["name"] ?? "")) continue;
    if (typeof value === "number" && id !== undefined) found.set(id, Math.min(value, found.get(id) ?? value));
  }
  return found;
}
