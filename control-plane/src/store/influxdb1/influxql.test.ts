import { describe, expect, test } from "vitest";
import {
  deleteBefore,
  quoteIdentifier,
  quoteText,
  selectBuckets,
  selectLatest,
  selectRange,
  suits,
} from "./influxql.ts";

describe("quoting", () => {
  test.each([
    ["plain", '"plain"'],
    ["two words", '"two words"'],
    ['a"b', '"a\\"b"'],
    ["a'b", '"a\'b"'],
    ["a\\", '"a\\\\"'],
    ['\\"', '"\\\\\\""'],
    ["a\nb", '"a\\nb"'],
    ["a\r\0b", '"a  b"'],
    ['"; DROP DATABASE x; --', '"\\"; DROP DATABASE x; --"'],
    ["/.*/", '"/.*/"'],
  ])("%j as an identifier is %s", (name, quoted) => {
    expect(quoteIdentifier(name)).toBe(quoted);
  });

  test.each([
    ["plain", "'plain'"],
    ["a'b", "'a\\'b'"],
    ['a"b', "'a\"b'"],
    ["a\\", "'a\\\\'"],
    ["\\'", "'\\\\\\''"],
    ["a\nb", "'a\\nb'"],
    ["' OR '1'='1", "'\\' OR \\'1\\'=\\'1'"],
    ["Đầm Hà", "'Đầm Hà'"],
  ])("%j as a text is %s", (text, quoted) => {
    expect(quoteText(text)).toBe(quoted);
  });
});

describe("statements", () => {
  const selector = { measurement: "icmp", tags: { id: "o'neill" } };
  const fields = [
    { field: "rtt", type: "float" },
    { field: 'odd"', type: "string" },
  ];
  test("range", () => {
    expect(selectRange(selector, fields, { fromMs: 1, toMs: 2.4 })).toBe(
      `SELECT "rtt"::field, "odd\\""::field FROM "icmp" WHERE time >= 1ms AND time < 2ms AND "id"::tag = 'o\\'neill' GROUP BY *`,
    );
  });
  test("buckets", () => {
    expect(
      selectBuckets(
        { measurement: "m" },
        fields.slice(0, 1),
        { fromMs: 1, toMs: 2 },
        { stepMs: 60_000, by: "mean" },
      ),
    ).toBe(
      'SELECT mean("rtt"::field) AS f0 FROM "m" WHERE time >= 1ms AND time < 2ms GROUP BY time(60000ms), * fill(none)',
    );
  });
  test("latest, a statement a field", () => {
    expect(selectLatest({ measurement: "m" }, fields, -5)).toBe(
      'SELECT last("rtt"::field) AS f0 FROM "m" WHERE time >= -5ms GROUP BY *; ' +
        'SELECT last("odd\\""::field) AS f0 FROM "m" WHERE time >= -5ms GROUP BY *',
    );
  });
  test("times beyond what InfluxDB holds are brought within", () => {
    expect(deleteBefore(Number.POSITIVE_INFINITY)).toBe("DELETE WHERE time < 9223372036854ms");
    expect(deleteBefore(-1e300)).toBe("DELETE WHERE time < -9223372036854ms");
  });
  test("texts and booleans suit last and count only", () => {
    expect(["float", "integer", "unsigned"].every((type) => suits(type, "sum"))).toBe(true);
    expect(suits("string", "mean") || suits("boolean", "min")).toBe(false);
    expect(suits("string", "last") && suits("boolean", "count")).toBe(true);
  });
});
