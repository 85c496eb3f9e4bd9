import { writeSync } from "node:fs";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";

/**
 * A process to be killed: writes batches from the number given on, and says each number on stdout once `write` has
 * acknowledged it. Arguments: file, first batch.
 */
const [path = "", first = "0"] = process.argv.slice(2);
const store = openEmbeddedSeriesStore(path);
for (let batch = Number(first); ; batch += 1) {
  await store.write(
    Array.from({ length: 50 }, (_, at) => ({
      measurement: "crash",
      tags: { series: `${batch % 20}-${at}` },
      fields: { batch },
      timeMs: batch,
    })),
  );
  writeSync(1, `${batch}\n`);
}
