import { describe, expect, test } from "vitest";
import { encodePoint, parseLines } from "./line-protocol.ts";
import { fieldDefinition, measure, measurements } from "./measurement.ts";

describe("the list of measurements", () => {
  test("every field has a unit that fits its type", () => {
    for (const [measurement, { fields }] of Object.entries(measurements)) {
      for (const name of Object.keys(fields)) {
        const definition = fieldDefinition(measurement, name);
        expect(definition, `${measurement}.${name}`).toBeDefined();
        expect(definition?.unit === "none", `${measurement}.${name}`).toBe(definition?.kind === "text");
        expect(name, `${measurement}.${name}`).not.toBe("time");
      }
    }
  });

  test("no name of a tag is the name of a field: a query could not tell them apart", () => {
    for (const { tags, fields } of Object.values(measurements)) {
      expect(Object.keys(fields).filter((name) => (tags as readonly string[]).includes(name))).toEqual([]);
    }
  });

  test.each([
    ["__proto__", "x"],
    ["icmp", "__proto__"],
    ["icmp", "toString"],
    ["constructor", "name"],
  ])("%s.%s is not ours", (measurement, field) => {
    expect(fieldDefinition(measurement, field)).toBeUndefined();
  });
});

test("every field of every measurement comes back from its line with its type", () => {
  for (const [measurement, { tags, fields }] of Object.entries(measurements)) {
    const values = Object.entries(fields).map(([name, { type }]) => {
      if (type === "string") return [name, `chữ "trích" ${name}`] as const;
      return [name, type === "int" ? 42 : 1.5] as const;
    });
    const point = {
      measurement,
      tags: Object.fromEntries(tags.map((name) => [name, `of ${name}`])),
      fields: Object.fromEntries(values),
      timeMs: 1_700_000_000_123,
    };
    const line = encodePoint(point) ?? "";
    expect(parseLines(line, { precision: "ms", nowMs: 0 })).toEqual({ points: [point], faults: [] });
  }
});

test("measure leaves out what was not measured", () => {
  const tags = { agent: "a", kind: "link", id: "l" };
  expect(measure("icmp", tags, { sent: 5, rttMinMs: undefined }, 7)).toEqual({
    measurement: "icmp",
    tags,
    fields: { sent: 5 },
    timeMs: 7,
  });
});
