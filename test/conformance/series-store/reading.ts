import type { FieldValue } from "@haidang/contract/point.ts";
import type { Series } from "@haidang/control-plane/store/series.ts";
import { describe, expect, test } from "vitest";
import { everything, line, minuteMs, plain, rewritten, type Subject, startMs } from "./subject.ts";

export function describeReading(subject: Subject): void {
  describe("reading", () => {
    test("says which engine it is and answers a ping", async () => {
      expect(subject.store.engine).toMatch(/^[a-z]+/);
      await subject.store.ping();
    });

    test("nothing written, nothing read", async () => {
      const measurement = subject.newMeasurement();
      expect(await subject.read(measurement)).toEqual([]);
      expect(await subject.store.latest({ measurement }, 0)).toEqual([]);
      expect(
        await subject.store.aggregate({ measurement }, everything, { stepMs: minuteMs, by: "mean" }),
      ).toEqual([]);
      await subject.store.write([]);
    });

    test("a selector picks fields and equal tags; an empty tag means there is none", async () => {
      const measurement = subject.newMeasurement();
      for (const [id, site] of [
        ["x", "co-to"],
        ["y", "co-to"],
        ["z", ""],
      ] as const) {
        await subject.store.write([
          { measurement, tags: { id, site }, fields: { a: 1, b: "t" }, timeMs: startMs },
        ]);
      }
      const ids = (found: readonly Series[]) =>
        found.map(({ tags, field }) => `${tags["id"]}.${field}`).sort();
      const range = (tags: Record<string, string>, fields?: string[]) =>
        subject.store.range(
          fields === undefined ? { measurement, tags } : { measurement, tags, fields },
          everything,
        );
      expect(ids(await range({ site: "co-to" }))).toEqual(["x.a", "x.b", "y.a", "y.b"]);
      expect(ids(await range({ site: "co-to", id: "y" }, ["b"]))).toEqual(["y.b"]);
      expect(ids(await range({ site: "" }, ["a"]))).toEqual(["z.a"]);
      expect(ids(await range({ site: "co" }))).toEqual([]);
      expect(ids(await range({ nosuch: "x" }))).toEqual([]);
      expect(ids(await range({}, ["nosuch"]))).toEqual([]);
      expect(ids(await range({}, ["b", "b", "nosuch"]))).toEqual(["x.b", "y.b", "z.b"]);
      expect(ids(await range({}, []))).toEqual([]);
    });

    test("ranges are half-open", async () => {
      const measurement = subject.newMeasurement();
      await subject.store.write(
        [0, 1, 2, 3].map((v) => ({ measurement, tags: {}, fields: { v }, timeMs: startMs + v })),
      );
      const values = async (fromMs: number, toMs: number) => {
        const [series] = await subject.store.range(
          { measurement },
          { fromMs: startMs + fromMs, toMs: startMs + toMs },
        );
        return series?.samples.map(({ value }) => value) ?? [];
      };
      expect(await values(1, 3)).toEqual([1, 2]);
      expect(await values(0, 4)).toEqual([0, 1, 2, 3]);
      expect(await values(2, 2)).toEqual([]);
      expect(await values(3, 1)).toEqual([]);
    });

    test("latest is the newest sample of each series and field, not older than asked", async () => {
      const measurement = subject.newMeasurement();
      const write = (id: string, timeMs: number, fields: Record<string, FieldValue>) =>
        subject.store.write([{ measurement, tags: { id }, fields, timeMs }]);
      await write("x", startMs + 5, { v: 5, text: "new" });
      await write("x", startMs + 1, { v: 1, text: "late", rare: true });
      await write("y", startMs - 10, { v: 9 });
      await write("x", startMs + 5, { v: 6 });
      const found = plain(await subject.store.latest({ measurement }, startMs));
      expect(found).toEqual([
        line(measurement, { id: "x" }, "rare", [[startMs + 1, true]]),
        line(measurement, { id: "x" }, "text", [[startMs + 5, "new"]]),
        line(measurement, { id: "x" }, "v", [[startMs + 5, rewritten(subject, 6, 5)]]),
      ]);
      expect(
        plain(await subject.store.latest({ measurement, fields: ["v"], tags: { id: "y" } }, startMs - 10)),
      ).toEqual([line(measurement, { id: "y" }, "v", [[startMs - 10, 9]])]);
    });
  });
}
