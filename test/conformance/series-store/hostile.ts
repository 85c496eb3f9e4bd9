import { carriedPoint } from "@haidang/contract/line-protocol.ts";
import { describe, expect, test } from "vitest";
import { hostilePoints, hostileTexts, randomPoints } from "./hostile-points.ts";
import { bySeries, everything, line, plain, type Subject, startMs } from "./subject.ts";

export function describeHostile(subject: Subject): void {
  describe("hostile text", () => {
    test("hostile names, tags and texts read back as the contract says they are carried", async () => {
      const points = hostilePoints(startMs);
      await subject.store.write(points);
      for (const given of points) {
        const point = carriedPoint(given);
        if (point === undefined) continue;
        const { measurement, tags, timeMs } = point;
        const fields = Object.keys(given.fields);
        const found = await subject.store.range(
          { measurement: given.measurement, tags: given.tags, fields },
          { fromMs: timeMs, toMs: timeMs + 1 },
        );
        const expected = Object.entries(point.fields).map(([field, value]) =>
          line(measurement, tags, field, [[timeMs, value]]),
        );
        expect(
          plain(found).filter((series) => same(series.tags, tags)),
          JSON.stringify(given),
        ).toEqual(expected.sort(bySeries));
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    });

    test("500 random hostile points, written at once, do not touch each other", async () => {
      const points = randomPoints(500, startMs);
      await subject.store.write(points);
      for (const given of points) {
        const { measurement, tags, fields, timeMs } = carriedPoint(given) ?? given;
        const found = await subject.store.range({ measurement, tags }, { fromMs: timeMs, toMs: timeMs + 1 });
        const expected = Object.entries(fields).map(([field, value]) =>
          line(measurement, tags, field, [[timeMs, value]]),
        );
        expect(plain(found), JSON.stringify(given)).toEqual(expected.sort(bySeries));
      }
    });

    test("a tag's value asked for as an attack finds that value and nothing else", async () => {
      const measurement = subject.newMeasurement();
      await subject.store.write(
        hostileTexts.map((text, at) => ({
          measurement,
          tags: { at: `${at}`, text },
          fields: { v: at },
          timeMs: startMs,
        })),
      );
      for (const text of hostileTexts) {
        const wanted = carried({ text })["text"];
        const expected = hostileTexts.flatMap((each, at) =>
          carried({ text: each })["text"] === wanted ? [at] : [],
        );
        const found = await subject.store.range({ measurement, tags: { text } }, everything);
        expect(found.map(({ samples }) => samples[0]?.value).sort(byNumber), text).toEqual(expected);
        const nowhere = { measurement: `never ${text}`, tags: { [text]: text }, fields: [text] };
        expect(await subject.store.range(nowhere, everything)).toEqual([]);
      }
    });
  });
}

const byNumber = (one: unknown, other: unknown) => Number(one) - Number(other);

function same(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

function carried(tags: Record<string, string>): Readonly<Record<string, string>> {
  return carriedPoint({ measurement: "m", tags, fields: { v: 1 }, timeMs: 0 })?.tags ?? {};
}
