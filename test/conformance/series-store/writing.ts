import type { FieldValue } from "@haidang/contract/point.ts";
import { describe, expect, test } from "vitest";
import {
  bySeries,
  everything,
  kept,
  line,
  minuteMs,
  rewritten,
  type Subject,
  startMs,
  titled,
} from "./subject.ts";

export function describeValues(subject: Subject): void {
  describe("values", () => {
    test(titled("every type of field comes back as it was", subject.lacks.digits), async () => {
      const measurement = subject.newMeasurement();
      const fields: Record<string, FieldValue> = {
        float: 12.345_678_901_234_5,
        small: subject.lacks.digits === undefined ? 5e-324 : 1e-300,
        large: 1.797_693_134_862_315_7e308,
        negative: -0.1,
        counter: Number.MAX_SAFE_INTEGER,
        zero: 0,
        yes: true,
        no: false,
        text: "Đặc khu Cô Tô",
        empty: "",
      };
      await subject.store.write([{ measurement, tags: { agent: "a" }, fields, timeMs: startMs }]);
      const expected = Object.entries(fields).map(([field, value]) =>
        line(measurement, { agent: "a" }, field, [[startMs, kept(subject, value)]]),
      );
      const found = (await subject.read(measurement)).map((series) => ({
        ...series,
        samples: series.samples.map(({ timeMs, value }) => ({ timeMs, value: kept(subject, value) })),
      }));
      expect(found).toEqual(expected.sort(bySeries));
    });

    test("integers of the contract's own measurements come back as numbers", async () => {
      const tags = { agent: "a", kind: "device", id: subject.newMeasurement(), ifName: "Gi0/1" };
      const fields = { inOctets: 2 ** 62, inErrors: 0, inBps: 5, alias: "WAN" };
      await subject.store.write([{ measurement: "interface", tags, fields, timeMs: startMs }]);
      const found = await subject.store.range({ measurement: "interface", tags }, everything);
      expect(
        Object.fromEntries(
          found.map(({ field, samples }) => [field, kept(subject, samples[0]?.value ?? "")]),
        ),
      ).toEqual(Object.fromEntries(Object.entries(fields).map(([name, v]) => [name, kept(subject, v)])));
    });

    test("what has no form is left out: NaN, infinities, the name time, empty names", async () => {
      const measurement = subject.newMeasurement();
      const fields = { ok: 1, nan: Number.NaN, inf: Number.NEGATIVE_INFINITY, time: 5, "": 6 };
      await subject.store.write([
        { measurement, tags: { time: "t", id: "x" }, fields, timeMs: startMs },
        { measurement, tags: { id: "y" }, fields: { nan: Number.NaN }, timeMs: startMs },
        { measurement, tags: { id: "z" }, fields: { v: 1 }, timeMs: Number.NaN },
        { measurement: "", tags: {}, fields: { v: 1 }, timeMs: startMs },
      ]);
      expect(await subject.read(measurement)).toEqual([line(measurement, { id: "x" }, "ok", [[startMs, 1]])]);
    });

    test("a field keeps its type within a measurement: another is refused by name, and may be mended", async () => {
      const measurement = subject.newMeasurement();
      const write = (v: FieldValue, id = "x") =>
        subject.store.write([{ measurement, tags: { id }, fields: { v }, timeMs: startMs }]);
      await write(1);
      const conflict = { code: "lines_invalid", message: expect.stringMatching(`"v" of "${measurement}"`) };
      await expect(write("text")).rejects.toMatchObject(conflict);
      await expect(write(true, "new series")).rejects.toMatchObject(conflict);
      await write(2);
      expect(await subject.read(measurement)).toEqual([
        line(measurement, { id: "x" }, "v", [[startMs, rewritten(subject, 2, 1)]]),
      ]);
    });
  });
}

export function describeMerging(subject: Subject): void {
  describe("merging", () => {
    const title = "a point written twice is one point, its fields merged, the last write winning";
    test(titled(title, subject.lacks.overwriting), async () => {
      const measurement = subject.newMeasurement();
      const at = (fields: Record<string, FieldValue>) => ({
        measurement,
        tags: { id: "x" },
        fields,
        timeMs: startMs,
      });
      await subject.store.write([at({ a: 1, b: 1 })]);
      await subject.store.write([at({ a: 1, b: 1 })]);
      await subject.store.write([at({ b: 2, c: 3 }), at({ c: 4 })]);
      expect(await subject.read(measurement)).toEqual([
        line(measurement, { id: "x" }, "a", [[startMs, 1]]),
        line(measurement, { id: "x" }, "b", [[startMs, rewritten(subject, 2, 1)]]),
        line(measurement, { id: "x" }, "c", [[startMs, rewritten(subject, 4, 3)]]),
      ]);
    });

    test("order and lateness do not matter", async () => {
      const measurement = subject.newMeasurement();
      const minutes = [5, 3, 9, 1, 7, 2, 8, 0, 6, 4];
      for (const minute of minutes) {
        const timeMs = startMs + minute * minuteMs;
        await subject.store.write([{ measurement, tags: {}, fields: { v: minute }, timeMs }]);
      }
      await subject.store.write([
        { measurement, tags: {}, fields: { v: -1 }, timeMs: startMs - 200 * 86_400_000 },
      ]);
      const [series] = await subject.read(measurement);
      expect(series?.samples.map(({ value }) => value)).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    test("series are told apart by their tags, in whatever order those are given", async () => {
      const measurement = subject.newMeasurement();
      const write = (tags: Record<string, string>, v: number, timeMs: number) =>
        subject.store.write([{ measurement, tags, fields: { v }, timeMs }]);
      await write({ a: "1", b: "2" }, 1, startMs);
      await write({ b: "2", a: "1" }, 2, startMs + 1);
      await write({ a: "1" }, 3, startMs);
      await write({}, 4, startMs);
      await write({ a: "1", b: "" }, 5, startMs + 2);
      expect(await subject.read(measurement)).toEqual(
        [
          line(measurement, { a: "1", b: "2" }, "v", [
            [startMs, 1],
            [startMs + 1, 2],
          ]),
          line(measurement, { a: "1" }, "v", [
            [startMs, 3],
            [startMs + 2, 5],
          ]),
          line(measurement, {}, "v", [[startMs, 4]]),
        ].sort(bySeries),
      );
    });
  });
}

export function describeBulk(subject: Subject): void {
  describe("bulk", () => {
    test("10,000 points in one write", async () => {
      const measurement = subject.newMeasurement();
      const points = Array.from({ length: 10_000 }, (_, at) => ({
        measurement,
        tags: { id: `device-${at % 100}` },
        fields: { v: at },
        timeMs: startMs + Math.floor(at / 100) * 1000,
      }));
      await subject.store.write(points);
      const found = await subject.store.range({ measurement }, everything);
      expect(found).toHaveLength(100);
      for (const { tags, samples } of found) {
        const device = Number(tags["id"]?.slice("device-".length));
        expect(samples.map(({ value }) => value)).toEqual(
          Array.from({ length: 100 }, (_, row) => row * 100 + device),
        );
      }
      expect(await subject.store.latest({ measurement }, startMs)).toHaveLength(100);
    });

    test("writes at the same time all arrive", async () => {
      const measurement = subject.newMeasurement();
      await Promise.all(
        Array.from({ length: 20 }, (_, writer) =>
          subject.store.write(
            Array.from({ length: 50 }, (_, at) => ({
              measurement,
              tags: { writer: `${writer % 5}` },
              fields: { [`f${writer}`]: at, shared: 1 },
              timeMs: startMs + at,
            })),
          ),
        ),
      );
      const found = await subject.read(measurement);
      expect(found).toHaveLength(25);
      for (const { samples } of found) expect(samples).toHaveLength(50);
    });
  });
}
