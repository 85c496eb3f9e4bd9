import type { Point } from "@haidang/contract/point.ts";
import { describe, expect, test } from "vitest";
import { everything, plain, rewritten, type Subject, startMs } from "./subject.ts";

export function describeLifetime(subject: Subject): void {
  describe("lifetime", () => {
    test("reopening keeps everything", async () => {
      const measurement = subject.newMeasurement();
      const point: Point = {
        measurement,
        tags: { id: "x", "": "" },
        fields: { v: 1.5, b: true, s: "ộ" },
        timeMs: startMs,
      };
      await subject.store.write([point, { ...point, timeMs: startMs + 1, fields: { v: 2.5 } }]);
      const before = {
        range: await subject.read(measurement),
        latest: plain(await subject.store.latest({ measurement }, 0)),
      };
      expect(before.latest).toHaveLength(3);
      await subject.reopen();
      expect({
        range: await subject.read(measurement),
        latest: plain(await subject.store.latest({ measurement }, 0)),
      }).toEqual(before);
      await subject.store.write([{ ...point, fields: { v: 9 } }]);
      expect((await subject.read(measurement, { id: "x" })).at(-1)?.samples).toEqual([
        { timeMs: startMs, value: rewritten(subject, 9, 1.5) },
        { timeMs: startMs + 1, value: 2.5 },
      ]);
    });

    test("dropping what is older forgets exactly that, and the series that then have nothing", async () => {
      const measurement = subject.newMeasurement();
      const dayMs = 86_400_000;
      const write = (id: string, timeMs: number) =>
        subject.store.write([{ measurement, tags: { id }, fields: { v: timeMs }, timeMs }]);
      for (let day = -30; day <= 0; day += 1) await write("live", startMs + day * dayMs);
      await write("gone", startMs - 20 * dayMs);
      await subject.store.dropBefore(startMs - 10 * dayMs);
      const found = await subject.read(measurement);
      expect(found.map(({ tags }) => tags["id"])).toEqual(["live"]);
      expect(found[0]?.samples.map(({ timeMs }) => timeMs)).toEqual(
        Array.from({ length: 11 }, (_, at) => startMs + (at - 10) * dayMs),
      );
      expect(await subject.store.latest({ measurement, tags: { id: "gone" } }, 0)).toEqual([]);
      await write("gone", startMs - 5 * dayMs);
      expect((await subject.read(measurement, { id: "gone" }))[0]?.samples).toHaveLength(1);
      await subject.reopen();
      expect(await subject.read(measurement)).toHaveLength(2);
    });

    test("series dropped by name are gone, their neighbours are not", async () => {
      const measurement = subject.newMeasurement();
      const hostile = `it's "x", y=z \\ ộ`;
      const points = ["kept", hostile].flatMap((id) =>
        [0, 1].map((at) => ({
          measurement,
          tags: { id, at: `${at}` },
          fields: { v: at, s: "t" },
          timeMs: startMs + at,
        })),
      );
      await subject.store.write(points);
      expect(await subject.store.measurements()).toContain(measurement);
      await subject.store.dropSeries({ measurement, tags: { id: "not there" } });
      expect(await subject.read(measurement)).toHaveLength(8);
      await subject.store.dropSeries({ measurement, tags: { id: hostile } });
      const ids = (await subject.read(measurement)).map(({ tags }) => tags["id"]);
      expect(ids).toEqual(["kept", "kept", "kept", "kept"]);
      await subject.store.dropSeries({ measurement });
      expect(await subject.read(measurement)).toEqual([]);
      expect(await subject.store.measurements()).not.toContain(measurement);
      await subject.store.write(points);
      expect(await subject.read(measurement)).toHaveLength(8);
    });

    test("a closed store says so", async () => {
      await subject.store.close();
      await subject.store.close();
      const calls = [
        subject.store.ping(),
        subject.store.write([]),
        subject.store.range({ measurement: "m" }, everything),
        subject.store.dropBefore(0),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: "rejected", reason: { code: "store_unavailable" } });
      }
      await subject.reopen();
    });
  });
}
