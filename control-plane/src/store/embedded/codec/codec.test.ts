import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "./bytes.ts";
import { type Column, decodeChunk, encodeChunk } from "./chunk.ts";
import { inOrder, mergeColumns } from "./column.ts";

const startMs = Date.UTC(2026, 8, 1);

/** Behind something else, as chunks lie. */
function encoded(column: Column): Uint8Array {
  const writer = new ByteWriter();
  writer.raw(new Uint8Array(3));
  const from = writer.length;
  encodeChunk(writer, column);
  return writer.between(from, writer.length);
}

function roundTrip(column: Column): Column {
  return decodeChunk(encoded(column), column.times[0] ?? 0);
}

function columnOf(values: readonly number[], times = values.map((_, at) => startMs + at * 30_000)): Column {
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

const bytesPerValue = (column: Column) => encoded(column).length / column.times.length;

const decimals = fc
  .tuple(
    fc.integer({ min: 0, max: 7 }),
    fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 300 }),
  )
  .map(([places, whole]) => whole.map((each) => each / 10 ** places));
const numbers = fc.oneof(
  decimals,
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 }),
  fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 200 }),
  fc.array(
    fc.constantFrom(0, -0, 1, 2 ** 51, -(2 ** 51), 2 ** 53, 5e-324, 1.7976931348623157e308, 0.1, 2 ** 62),
    {
      minLength: 1,
      maxLength: 200,
    },
  ),
  // steps of any size between quiet times
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: -1e12, max: 1e12 })), {
      minLength: 1,
      maxLength: 8,
    })
    .map((runs) => runs.flatMap(([count, value]) => Array<number>(count).fill(value))),
);
const steps = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.constant(30_000),
  fc.constantFrom(1, 1e9, 29_998, 30_003),
);

describe("a chunk", () => {
  test("gives back every number to the bit, whatever the times", () => {
    fc.assert(
      fc.property(
        numbers,
        fc.array(steps, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        (values, gaps, early) => {
          let timeMs = early ? -1e12 : startMs;
          const times = values.map((_, at) => {
            timeMs += gaps[at % gaps.length] ?? 1;
            return timeMs;
          });
          const column = columnOf(values, times);
          const back = roundTrip(column);
          expect(back.times).toEqual(column.times);
          for (const [at, value] of values.entries()) {
            if (!Object.is(back.values[at], value))
              throw new Error(`${value} came back as ${back.values[at]}`);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test("gives back every text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { minLength: 1, maxLength: 60 }),
        (given) => {
          const texts = [...new Set(given)];
          const column = { ...columnOf(given.map((text) => texts.indexOf(text))), texts };
          const { values, texts: back } = roundTrip(column);
          expect([...values].map((place) => back?.[place])).toEqual(given);
        },
      ),
    );
  });

  test("is as small as what it says", () => {
    let counter = 1e12;
    const many = Array.from({ length: 480 }, (_, at) => at);
    const noise = (at: number) => Math.abs(Math.sin(at * 12.9898) * 43_758.5453) % 1;
    expect(bytesPerValue(columnOf(many.map((at) => Math.round(1200 + noise(at) * 800) / 100)))).toBeLessThan(
      1.5,
    );
    expect(
      bytesPerValue(columnOf(many.map((at) => (counter += 3e6 + Math.round(noise(at) * 1e6))))),
    ).toBeLessThan(2.8);
    expect(bytesPerValue(columnOf(many.map((at) => (at > 200 && at < 220 ? 0 : 1))))).toBeLessThan(0.1);
    expect(bytesPerValue(columnOf(many.map(() => 7)))).toBeLessThan(0.04);
  });

  test("that is damaged anywhere is noticed", () => {
    const bytes = encoded(columnOf([1, 2, 3.5, 4, 1e9]));
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      expect(() => decodeChunk(damaged, startMs)).toThrow();
      expect(() => decodeChunk(bytes.subarray(0, at), startMs)).toThrow();
    }
  });
});

test("samples in any order become one a time, the last written staying", () => {
  const written = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer()), { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(written, { maxLength: 5 }), (batches) => {
      const expected = new Map<number, number>();
      for (const [time, value] of batches.flat()) expected.set(time, value);
      const columns = batches.map((batch) =>
        inOrder(
          columnOf(
            batch.map(([, value]) => value),
            batch.map(([time]) => time),
          ),
        ),
      );
      const merged = mergeColumns(columns);
      const found = [...merged.times].map((time, at) => [time, merged.values[at]]);
      expect(found).toEqual([...expected].sort(([one], [other]) => one - other));
    }),
  );
});
