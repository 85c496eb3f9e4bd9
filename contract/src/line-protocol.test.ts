import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { carriedPoint, carriedTag, encodePoint, encodePoints, parseLines } from "./line-protocol.ts";
import type { Point } from "./point.ts";

// thousands of runs a property: seconds on a busy machine
vi.setConfig({ testTimeout: 30_000 });

const nowMs = 1_700_000_000_000;
const parseMs = (body: string) => parseLines(body, { precision: "ms", nowMs });

/** Text that has hurt somebody: separators, escapes, quotes, line breaks, both Vietnamese forms, prototype names. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        ..."\\,= \"'\n\r\t\0#/;$ati",
        "🗼",
        "Đầm Hà",
        "Đầm Hà".normalize("NFD"),
        "__proto__",
        "time",
        "\ud800",
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("__proto__", "constructor", "toString", "time", "\\", "", "#"),
);
const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.boolean(),
  hostile,
  fc.constantFrom(-0, 2 ** 63, 2 ** 64, -(2 ** 63), 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER),
);
const record = <T>(of: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(hostile, of), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));
const point: fc.Arbitrary<Point> = fc.record({
  measurement: fc.oneof(hostile, fc.constantFrom("icmp", "interface", "check")),
  tags: record(hostile),
  fields: record(value),
  timeMs: fc.oneof(fc.integer({ min: -1e12, max: 4e12 }), fc.double()),
});

describe("line protocol, there and back", () => {
  test("what a line carries reads back as it was, whatever the text", () => {
    fc.assert(
      fc.property(point, (given) => {
        const carried = carriedPoint(given);
        const line = encodePoint(given);
        expect(line === undefined).toBe(carried === undefined);
        if (line === undefined) return;
        expect(line).not.toMatch(/[\n\r\0]/);
        expect(parseMs(line)).toEqual({ points: [carried], faults: [] });
      }),
      { numRuns: 3000 },
    );
  });

  test("one hostile point never changes its neighbours in a body", () => {
    const good: Point = { measurement: "icmp", tags: { agent: "a" }, fields: { sent: 5 }, timeMs: 1 };
    fc.assert(
      fc.property(fc.array(point, { maxLength: 5 }), (points) => {
        const { points: read, faults } = parseMs(encodePoints([good, ...points, good]));
        expect(faults).toEqual([]);
        expect(read[0]).toEqual(good);
        expect(read.at(-1)).toEqual(good);
      }),
      { numRuns: 1000 },
    );
  });

  test("carrying twice changes nothing more", () => {
    fc.assert(
      fc.property(hostile, point, (text, given) => {
        expect(carriedTag(carriedTag(text))).toBe(carriedTag(text));
        const once = carriedPoint(given);
        if (once !== undefined) expect(carriedPoint(once)).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["a\\", "a"],
    ["a\\\\", "a"],
    ["C:\\Users", "C:\\Users"],
    ["a\\ b", "a b"],
    ["a\\,b\\=", "a,b="],
    ['a\\"b', 'a"b'],
    ["two\r\nlines", "two lines"],
    ["nul\0tab\tesc\x1b[2J", "nul tab esc [2J"],
    ["lone \ud83d", "lone \ufffd"],
  ])("carries tag %j as %j", (given, carried) => {
    expect(carriedTag(given)).toBe(carried);
  });

  test("integers of ours are written as integers, others as floats", () => {
    const line = encodePoint({ measurement: "icmp", tags: {}, fields: { sent: 5, rttMinMs: 5 }, timeMs: 7 });
    expect(line).toBe("icmp sent=5i,rttMinMs=5 7");
    expect(encodePoint({ measurement: "other", tags: {}, fields: { sent: 5 }, timeMs: 7 })).toBe(
      "other sent=5 7",
    );
  });

  test("what has no form is left out: NaN, infinities, 64-bit overflow, empty tags, the name time", () => {
    const encode = (fields: Point["fields"], tags: Point["tags"] = {}, measurement = "interface") =>
      encodePoint({ measurement, tags, fields, timeMs: 1 });
    expect(encode({ inBps: Number.NaN, outBps: 2 })).toBe("interface outBps=2 1");
    expect(encode({ inOctets: 2 ** 63, outOctets: 3 })).toBe("interface outOctets=3i 1");
    expect(encode({ inBps: Number.POSITIVE_INFINITY })).toBeUndefined();
    expect(encode({ time: 3 })).toBeUndefined();
    expect(encode({ inBps: 1 }, { time: "x", empty: "", slash: "\\" })).toBe("interface inBps=1 1");
    expect(encode({ x: 1 }, {}, "")).toBeUndefined();
    expect(encode({ x: 1 }, {}, "#comment")).toBeUndefined();
    expect(encodePoint({ measurement: "m", tags: {}, fields: { x: 1 }, timeMs: Number.NaN })).toBeUndefined();
  });
});

describe("reading lines as InfluxDB 1.x does", () => {
  const only = (body: string) => {
    const { points, faults } = parseMs(body);
    expect(faults).toEqual([]);
    expect(points).toHaveLength(1);
    return points[0] as Point;
  };

  test.each([
    ["m v=1 5", { v: 1 }],
    ["m v=-5i 5", { v: -5 }],
    ["m v=5u 5", { v: 5 }],
    ["m v=1. 5", { v: 1 }],
    ["m v=.5e-3 5", { v: 0.0005 }],
    ["m v=T,w=false 5", { v: true, w: false }],
    ['m v="a\\\\b\\"c\\n" 5', { v: 'a\\b"c\\n' }],
    ['m v="a, b=c" 5', { v: "a, b=c" }],
    ["m v\\ w\\=z=1 5", { "v w=z": 1 }],
    ["m v=1,v=2 5", { v: 2 }],
    ["m time=1,v=2 5", { v: 2 }],
    ["  m v=1 5", { v: 1 }],
    ["m  v=1  5 \r", { v: 1 }],
    ["m __proto__=1 5", Object.fromEntries([["__proto__", 1]])],
  ])("%j", (line, fields) => {
    expect(only(line)).toEqual({ measurement: "m", tags: {}, fields, timeMs: 5 });
  });

  test("escapes in tags", () => {
    expect(only('a\\,b\\ c,t\\ 1=x\\,y\\=z\\ w,q="q" v=1 5')).toMatchObject({
      measurement: "a,b c",
      tags: { "t 1": "x,y=z w", q: '"q"' },
    });
    // a comma after a backslash belongs to the value, however many backslashes there are
    expect(only("m,a=x\\\\,y v=1 5").tags).toEqual({ a: "x,y" });
  });

  test("a quoted text may span lines, and what follows keeps its line number", () => {
    const { points, faults } = parseMs('m v="one\ntwo\r\nthree" 5\nm v=2 6\nbroken\n');
    expect(points.map((each) => each.fields["v"])).toEqual(["one two three", 2]);
    expect(faults).toEqual([{ line: 5, message: "the fields are missing" }]);
  });

  test("blank lines and comments are passed over", () => {
    expect(parseMs("\n# hello v=1\n  # too\r\n\r\nm v=1 5\n")).toMatchObject({
      faults: [],
      points: [{ timeMs: 5 }],
    });
  });

  test.each([
    ["m", "the fields are missing"],
    [",a=1 v=1", "the measurement name is missing"],
    ["m,a v=1", 'tag "a" has no value'],
    ["m,a= v=1", "a tag needs a name and a value"],
    ["m,=a v=1", "a tag needs a name and a value"],
    ["m,a=x\\\\ v", "the fields are missing"],
    ["m,a=1,a=2 v=1", 'tag "a" is there twice'],
    ["m,a=b=c v=1", 'tag "a" has an unescaped = in its value'],
    ["m,time=1 v=1", "`time` cannot be a tag's name"],
    ["m time=1", "`time` cannot be the only field"],
    ["m v", "a field is written name=value"],
    ["m v=", 'field "v" is not a number, a boolean or a quoted text'],
    ["m v=NaN", 'field "v" is not a number, a boolean or a quoted text'],
    ["m v=0x10", 'field "v" is not a number, a boolean or a quoted text'],
    ["m v=1e400", 'field "v" is a number too large to keep'],
    ["m v=9223372036854775809999i", 'field "v" is a number too large to keep'],
    ['m v="open', 'the text of field "v" has no closing quote'],
    ['m v="a"b', 'text follows the closing quote of field "v"'],
    ["m v=1 5 6", '"5 6" is not a time stamp'],
    ["m v=1 1.5", '"1.5" is not a time stamp'],
    ["m v=1 9223372036855", '"9223372036855" lies beyond the years 1677 to 2262'],
  ])("%j is a fault: %s", (line, message) => {
    expect(parseMs(`m v=1 5\n${line}\nm v=2 6`)).toMatchObject({
      points: [{ timeMs: 5 }, { timeMs: 6 }],
      faults: [{ line: 2, message }],
    });
  });

  test.each([
    ["ns", "1700000000123456789", 1_700_000_000_123],
    ["us", "1700000000123456", 1_700_000_000_123],
    ["u", "1700000000123456", 1_700_000_000_123],
    ["ms", "1700000000123", 1_700_000_000_123],
    ["s", "1700000000", 1_700_000_000_000],
    ["ms", "-5", -5],
  ] as const)("precision %s", (precision, stamp, timeMs) => {
    expect(parseLines(`m v=1 ${stamp}`, { precision, nowMs }).points[0]?.timeMs).toBe(timeMs);
  });

  test("nanoseconds when no precision is told, now when there is no stamp", () => {
    expect(parseLines("m v=1 1700000000123456789", { nowMs }).points[0]?.timeMs).toBe(1_700_000_000_123);
    expect(parseLines("m v=1", { nowMs }).points[0]?.timeMs).toBe(nowMs);
  });

  test("faults are counted up to a limit, then reading stops", () => {
    expect(parseMs("x\n".repeat(100)).faults).toHaveLength(20);
    expect(parseLines("x\n".repeat(100), { nowMs, maxFaults: 3 }).faults.map((each) => each.line)).toEqual([
      1, 2, 3,
    ]);
  });
});

describe("hostile bodies", () => {
  test("near-valid garbage ends as points or faults, never as an exception or a touched prototype", () => {
    const piece = fc.constantFrom(
      ...[
        "m",
        ",",
        "=",
        " ",
        "\\",
        '"',
        "\n",
        "\r",
        "1",
        "i",
        "t",
        "#",
        "a=b",
        "v=1",
        " 5",
        "__proto__",
        "\0",
        "đ",
        "e9",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const body = pieces.join("");
        const { points, faults } = parseMs(body);
        const lines = body.split("\n").length;
        for (const fault of faults) expect(fault.line).toBeLessThanOrEqual(lines);
        for (const read of points) expect(carriedPoint(read)).toEqual(read);
      }),
      { numRuns: 5000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test("10,000 mutated bodies are read quickly", () => {
    const body = encodePoints([
      {
        measurement: "interface",
        tags: { agent: "a", ifName: "Gi0/1 = \\x" },
        fields: { inOctets: 1, alias: 'x"y' },
        timeMs: 1,
      },
      { measurement: "check", tags: { agent: "a" }, fields: { outcome: "ok", durationMs: 1.5 }, timeMs: 2 },
    ]);
    const alphabet = '\\,= "\n\r0i#t\0đ';
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const startMs = performance.now();
    for (let round = 0; round < 10_000; round += 1) {
      let mutated = body;
      for (let edits = random(4) + 1; edits > 0; edits -= 1) {
        const at = random(mutated.length);
        mutated =
          mutated.slice(0, at) + (alphabet[random(alphabet.length)] ?? "") + mutated.slice(at + random(3));
      }
      const { points, faults } = parseMs(mutated);
      expect(points.length + faults.length).toBeLessThan(20);
    }
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  test.each([
    ["a huge line", `m v="${"x".repeat(200_000)}" 5`],
    ["a huge name", `${"m".repeat(200_000)} v=1 5`],
    ["a huge stamp", `m v=1 ${"5".repeat(200_000)}`],
    ["a quote that never closes", `m v="${"\n".repeat(200_000)}`],
    ["nothing but backslashes", `m ${"\\".repeat(200_000)}=1`],
  ])("%s is a fault at once, and the next line is read", (_name, line) => {
    const startMs = performance.now();
    const { points, faults } = parseMs(`${line}\nm v=1 7`);
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(faults).toHaveLength(1);
    expect(points.at(-1)?.timeMs).toBe(7);
  });

  test("8 MiB of quotes opened and never closed costs little", () => {
    const body = 'm v="a\n'.repeat((8 * 1024 * 1024) / 7);
    const startMs = performance.now();
    expect(parseMs(body).faults).toHaveLength(20);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});
