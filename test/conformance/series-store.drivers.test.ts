import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const store = join(import.meta.dirname, "../../control-plane/src/store");
const drivers = readdirSync(store, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "records")
  .map((entry) => entry.name);

describe("drivers of the series store", () => {
  test("there are some", () => {
    expect(drivers).toContain("embedded");
  });

  test.each(drivers)("%s is run through the conformance suite", (driver) => {
    const file = join(import.meta.dirname, `series-store.${driver}.test.ts`);
    expect(existsSync(file), `test/conformance/series-store.${driver}.test.ts is missing`).toBe(true);
    const text = readFileSync(file, "utf8");
    expect(text).toContain("describeSeriesStore(");
    expect(text).toContain(`store/${driver}/${driver}.ts`);
  });
});
