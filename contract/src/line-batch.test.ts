import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineReader, pointsOf } from "./line-batch.ts";
import { encodePoints, type Precision, parseLines, precisions, readLineAt } from "./line-protocol.ts";

const nowMs = 1_700_000_000_000;

/** Reading in columns says what reading in points says, also once the beginnings are known. */
function expectSame(reader: ReturnType<typeof createLineReader>, body: string, precision: Precision = "ms") {
  const expected = parseLines(body, { precision, nowMs });
  for (let time = 0; time < 3; time += 1) {
    const batch = reader.read(body, { precision, nowMs });
    expect(batch.faults).toEqual(expected.faults);
    expect(pointsOf(batch)).toEqual(expected.points);
    expect(batch.times).toHaveLength(batch.shapes.length);
    for (const [row, line] of batch.lines.entries()) {
      const from =
        body
          .split("\n")
          .slice(0, line - 1)
          .join("\n").length + (line > 1 ? 1 : 0);
      const { point } = readLineAt(body, from, { scale: precisions[precision], nowMs });
      expect(point).toEqual(pointsOf(batch)[row]);
    }
  }
}

const word = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "icmp",
    "sent",
    "rttHistogram",
    "interface",
    "inOctets",
    "ifIndex",
    "time",
    "Cô Tô",
    "1",
    "2",
  ),
  fc.string({ minLength: 1, maxLength: 5 }),
);
const scalar = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map((value) => `${value}i`),
  fc.maxSafeInteger().map(String),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map((value) => `${value}i`),
  fc
    .tuple(fc.integer({ min: -9999, max: 9999 }), fc.nat({ max: 999_999_999 }))
    .map(([one, other]) => `${one}.${other}`),
  fc.constantFrom(
    "t",
    "f",
    "true",
    "F",
    "1.",
    ".5",
    "-.5",
    "-",
    "1e5",
    "0x1",
    "-0",
    "-0i",
    "00",
    "1i5",
    "1.5i",
    "1u",
    "NaN",
    "+1",
    "",
  ),
  fc.constantFrom(
    '"x"',
    '""',
    '"a\\"b"',
    '"line\nbreak"',
    '"Đầm Hà"',
    '"\\\\"',
    '"a, b=c 1"',
    '"',
    '"\ud83d\ude00"',
    '"x"y',
  ),
);
const stamp = fc.constantFrom(
  "",
  " 1",
  " 1700000000000",
  " 1700000000123456789",
  " -5",
  " 99999999999999999999",
  " 1.5",
  "  7",
  " 7 ",
  " 7\r",
  " x",
);
const lineText = fc
  .tuple(
    word,
    fc.array(fc.tuple(word, word), { maxLength: 2 }),
    fc.array(fc.tuple(word, scalar), { minLength: 1, maxLength: 4 }),
    stamp,
  )
  .map(
    ([measurement, tags, fields, time]) =>
      `${measurement}${tags.map(([name, value]) => `,${name}=${value}`).join("")} ${fields.map(([name, value]) => `${name}=${value}`).join(",")}${time}`,
  );
const anyLine = fc.oneof(
  { weight: 8, arbitrary: lineText },
  fc.constantFrom("", "#comment", " m v=1", "m\\ n v=1", "m", "m,a=b", "m  v=1 2"),
  fc.string(),
);

describe("reading lines in columns", () => {
  test("says what reading them one by one says, for lines of every kind", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 8 }),
        fc.constantFrom<Precision>("ns", "ms", "s"),
        (lines, precision) => {
          expectSame(createLineReader(), lines.join("\n"), precision);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("one reader reads many bodies without mixing them up", () => {
    const reader = createLineReader(20);
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 8 }), (lines) => expectSame(reader, lines.join("\n"))),
      { numRuns: 700 },
    );
  });

  test("reads what agents write", () => {
    const points = Array.from({ length: 50 }, (_, at) => ({
      measurement: "interface",
      tags: { agent: "hub", kind: "device", id: `d${at % 7}`, ifName: `Gi0/${at % 3} uplink,=x` },
      fields: { inOctets: 2 ** 40 + at, inBps: at * 1234.5678, alias: `WAN "${at}"`, up: at % 2 === 0 },
      timeMs: nowMs + at,
    }));
    expectSame(createLineReader(), encodePoints(points));
  });

  test("gives the same shape for the same beginning of a line, while it is remembered", () => {
    const reader = createLineReader(2);
    const shapeOf = (body: string) => reader.read(body, { precision: "ms", nowMs }).shapes[0];
    const first = shapeOf("m,id=a v=1,w=2 1");
    expect(shapeOf("m,id=a v=5,w=6 2")).toBe(first);
    expect(shapeOf("m,id=a v=5 2")).not.toBe(first);
    expect(shapeOf("m,id=a v=7,w=8 2")).toBe(first);
    for (const id of "bcdef") shapeOf(`m,id=${id} v=1 1`);
    expect(shapeOf("m,id=a v=7,w=8 2")).toEqual(first);
  });

  test("names the lines that are wrong, up to as many as asked for", () => {
    const body = `${"m v=1 1\n".repeat(9)}m v=x 1\nm v="a\nb" 1\nm v= 1\n`;
    const { faults } = createLineReader().read(body, { precision: "ms", nowMs, maxFaults: 2 });
    expect(faults.map(({ line }) => line)).toEqual([10, 13]);
  });
});
