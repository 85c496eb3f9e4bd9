import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll } from "vitest";
import { describeSeriesStore } from "./series-store.ts";

const folder = mkdtempSync(join(tmpdir(), "haidang-embedded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeSeriesStore("embedded", async () => {
  const path = join(mkdtempSync(join(folder, "store-")), "series.db");
  let store = openEmbeddedSeriesStore(path);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openEmbeddedSeriesStore(path);
      return store;
    },
  };
});
