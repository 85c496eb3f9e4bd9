import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";

/** A process on a tiny disk, given as its argument: fills it, looks, frees some, goes on. Tells what it saw as JSON. */
const folder = process.argv[2] ?? "";
const ballast = join(folder, "ballast");
writeFileSync(ballast, Buffer.alloc(1024 * 1024));
const path = join(folder, "series");
let store = openEmbeddedSeriesStore(path);
let acknowledged = 0;

async function writeBatch(batch: number): Promise<void> {
  await store.write(
    Array.from({ length: 200 }, (_, at) => ({
      measurement: "full",
      tags: { series: `${batch}-${at}` },
      fields: { batch },
      timeMs: batch,
    })),
  );
  acknowledged += 1;
}

async function refusal(): Promise<{ code: string; hint: string | undefined }> {
  for (;;) {
    try {
      await writeBatch(acknowledged);
    } catch (error) {
      if (!(error instanceof HaidangError)) throw error;
      return { code: error.code, hint: error.hint };
    }
  }
}

async function stored(): Promise<number> {
  return (await store.range({ measurement: "full" }, { fromMs: 0, toMs: 1e9 })).length;
}

const first = await refusal();
const full = { acknowledged, stored: await stored() };
const second = await refusal();
await store.ping();
rmSync(ballast);
await writeBatch(acknowledged);
const freed = { acknowledged, stored: await stored() };
await store.close();
store = openEmbeddedSeriesStore(path);
console.log(JSON.stringify({ first, second, full, freed, reopened: await stored() }));
