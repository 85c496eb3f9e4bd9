import { describe, expect, test } from "vitest";
import type { SnmpValue } from "../value.ts";
import { evaluate, numberIn, type Values } from "./evaluate.ts";
import { blocksOf } from "./profile.ts";
import { profileSchema } from "./schema.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const entry = "1.3.6.1.4.1.5.1";

/** Readings of a profile over variables, given as `column.index` below the entry, or whole. */
function read(profile: object, variables: Readonly<Record<string, SnmpValue>>) {
  const columns = new Map<string, Map<string, SnmpValue>>();
  for (const [place, value] of Object.entries(variables)) {
    const [column = "", ...index] = place.split(".");
    const oid = `${entry}.${column}`;
    columns.set(oid, (columns.get(oid) ?? new Map()).set(index.join("."), value));
  }
  const whole = Object.entries(variables).filter(([place]) => place.startsWith("1.3.6"));
  const values: Values = { columns, variables: new Map(whole) };
  return evaluate(blocksOf(profileSchema.parse({ name: "a", ...profile })), values);
}

const table = (rules: object) => ({ tables: [{ oid: entry, label: [2], ...rules }] });

describe("sensors of a table", () => {
  test("carry the name of their row, the unit of their kind and the OID of their value", () => {
    const rules = table({ sensors: [{ at: 3, kind: "voltage", divide: 10, name: "{label} in" }] });
    expect(read(rules, { "2.7": bytes("L1"), "3.7": 2301, "3.8": 0 }).sensors).toEqual([
      { oid: `.${entry}.3.7`, kind: "voltage", name: "L1 in", value: 230.1, unit: "V" },
      { oid: `.${entry}.3.8`, kind: "voltage", name: "8 in", value: 0, unit: "V" },
    ]);
  });

  test("names from parts of the index, and from another table joined by a part of it", () => {
    const rules = {
      tables: [
        {
          oid: entry,
          label: [{ at: `${entry}.9`, index: 1 }],
          sensors: [{ at: 3, kind: "dbm", divide: 100, name: "{label} lane {2}" }],
        },
      ],
    };
    expect(read(rules, { "9.516": bytes("ge-0"), "3.516.0": -483 }).sensors).toMatchObject([
      { name: "ge-0 lane 0", value: -4.83 },
    ]);
  });

  test("only where the other columns say so; a column that is not there is an empty word", () => {
    const rules = table({
      sensors: [
        { at: 3, kind: "count", where: { 4: [1] }, unless: { 5: ["lost"] } },
        { at: 6, kind: "count", where: { 4: [""] } },
      ],
    });
    const variables = { "3.1": 11, "4.1": 1, "3.2": 12, "4.2": 2, "3.3": 13, "4.3": 1, "5.3": bytes("lost") };
    expect(read(rules, variables).sensors.map(({ value }) => value)).toEqual([11]);
    expect(read(rules, { "6.1": 5, "6.2": 6, "4.2": 1 }).sensors.map(({ value }) => value)).toEqual([5]);
  });

  test("by their index, or by their label", () => {
    const rules = table({
      sensors: [
        { at: 3, kind: "current", rows: "\\.1$", divide: 1000 },
        { at: 4, kind: "fanspeed", matching: "(?i:fan)" },
      ],
    });
    const variables = {
      "3.1.1": 3497,
      "3.1.4": 209,
      "2.5": bytes("Fan 1"),
      "4.5": 4080,
      "2.6": bytes("PSU"),
      "4.6": 1,
    };
    expect(read(rules, variables).sensors.map(({ value }) => value)).toEqual([3.497, 4080]);
  });

  test("the kind, the scale and the digits may stand in columns", () => {
    const rules = table({
      sensors: [
        { at: 4, kind: { at: 1, map: { 8: "temperature", 14: "dbm" } }, scaled: { scale: 5, precision: 6 } },
        { at: 7, kind: "humidity", decimals: 8 },
      ],
    });
    const variables = {
      "1.1": 8,
      "4.1": 235,
      "5.1": 9,
      "6.1": 1,
      "1.2": 99,
      "4.2": 1,
      "5.2": 9,
      "7.1": 455,
      "8.1": 1,
    };
    expect(read(rules, variables).sensors).toMatchObject([
      { kind: "temperature", value: 23.5 },
      { kind: "humidity", value: 45.5 },
    ]);
  });

  test("a state has its word where the profile knows it, and a number where the device answers in words", () => {
    const rules = table({ sensors: [{ at: 3, kind: "state", states: { 1: "up" }, words: { ready: 1 } }] });
    expect(read(rules, { "3.1": 1, "3.2": 7, "3.3": bytes("ready"), "3.4": bytes("?") }).sensors).toEqual([
      { oid: `.${entry}.3.1`, kind: "state", name: "1", value: 1, unit: "", status: "up" },
      { oid: `.${entry}.3.2`, kind: "state", name: "2", value: 7, unit: "" },
      { oid: `.${entry}.3.3`, kind: "state", name: "3", value: 1, unit: "", status: "up" },
    ]);
  });

  test("a variable read by two rules is one sensor, by the first", () => {
    const rules = table({
      sensors: [
        { at: 3, kind: "voltage" },
        { at: 3, kind: "count" },
      ],
    });
    expect(read(rules, { "3.1": 5 }).sensors).toMatchObject([{ kind: "voltage" }]);
  });

  test("hostile names are made safe and short", () => {
    const rules = table({ sensors: [{ at: 3, kind: "count" }] });
    const [sensor] = read(rules, {
      "2.1": bytes(`a\u001b[31m\n\u202e${"x".repeat(70_000)}`),
      "3.1": 1,
    }).sensors;
    expect(sensor?.name).toMatch(/^a \[31m +x+…$/);
    expect(sensor?.name.length).toBeLessThanOrEqual(120);
  });
});

test("scalars, named by another variable", () => {
  const one = "1.3.6.1.4.1.6.1.0";
  const rules = {
    scalars: { sensors: [{ at: one, named: "1.3.6.1.4.1.6.2.0", kind: "temperature", divide: 100 }] },
  };
  expect(read(rules, { [one]: 2534, "1.3.6.1.4.1.6.2.0": bytes("Rack") }).sensors).toEqual([
    { oid: `.${one}`, kind: "temperature", name: "Rack", value: 25.34, unit: "C" },
  ]);
});

describe("memory and storage", () => {
  test.each([
    ["total and used, in units of a column", { total: 5, used: 6, unit: { at: 4 } }, [1000, 250]],
    ["total and free", { total: 5, free: 6, unit: 10 }, [1000, 750]],
    ["used and free", { used: 5, free: 6, unit: 10 }, [1250, 1000]],
    ["total and percent", { total: 5, usedPct: 7, unit: 10 }, [1000, 200]],
    ["free in parts, not all of them there", { total: 5, free: [6, 8], unit: 10 }, [1000, 750]],
  ])("%s", (_title, rule, [totalBytes, usedBytes]) => {
    const rules = table({ memory: [rule] });
    expect(read(rules, { "2.1": bytes("RAM"), "4.1": 10, "5.1": 100, "6.1": 25, "7.1": 20 }).memory).toEqual([
      { name: "RAM", totalBytes, usedBytes },
    ]);
  });

  test("nothing known of a size of nothing", () => {
    expect(
      read(table({ storage: [{ total: 5, used: 6 }] }), { "5.1": 0, "6.1": 0, "5.2": 9 }).storage,
    ).toEqual([]);
  });

  test("rows that share a name keep apart", () => {
    const rules = table({ storage: [{ total: 5, used: 6 }] });
    const variables = { "2.1": bytes("disk"), "2.2": bytes("disk"), "5.1": 9, "6.1": 1, "5.2": 8, "6.2": 2 };
    expect(read(rules, variables).storage.map(({ name }) => name)).toEqual(["disk", "disk#2"]);
  });
});

test("a processor that is none says 0 and is skipped", () => {
  const rules = table({ processors: [{ at: 3, skip: [0], max: 100 }] });
  expect(read(rules, { "3.1": 0, "3.2": 58, "3.3": 101 }).processors).toEqual([
    { oid: `.${entry}.3.2`, pct: 58 },
  ]);
});

test.each([
  ["51.569", 51.569],
  ["-270.19", -270.19],
  ["5 PERCENT", 5],
  ["-1.2,-3.4", -1.2],
  ["", undefined],
  ["12:30", undefined],
  ["10.0.0.1", undefined],
  ["2022-03-04", undefined],
  ["n/a", undefined],
])("the text %o holds the number %o", (text, number) => expect(numberIn(bytes(text))).toBe(number));
