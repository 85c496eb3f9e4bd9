import { describe, expect, it } from "vitest";
import { bySensor, type Readings, sensorRows } from "./rows.ts";

const reading = (tags: Record<string, string>, fields: Record<string, string | number>): Readings =>
  new Map([
    [
      bySensor(tags),
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value, timeMs: 5000 }])),
    ],
  ]);

describe("sensorRows", () => {
  it("tells a sensor with the unit of its kind, or with its own", () => {
    const battery = { sensor: "temperature", name: "Battery", oid: ".1.3.6.1.4.1.318.1.1.1.2.2.2.0" };
    expect(sensorRows(reading(battery, { value: 23.4 }))).toEqual([
      { oid: battery.oid, kind: "temperature", name: "Battery", value: 23.4, unit: "C", atMs: 5000 },
    ]);
    const path = { sensor: "delay", name: "wan1", oid: ".1" };
    expect(sensorRows(reading(path, { value: 12, unit: "ms" }))[0]?.unit).toBe("ms");
  });
  it("keeps the word of a state, and a hostile name whole", () => {
    const output = { sensor: "state", name: "a/b\nc", oid: ".1" };
    expect(sensorRows(reading(output, { value: 2, status: "onLine" }))[0]).toMatchObject({
      kind: "state",
      name: "a/b\nc",
      status: "onLine",
    });
  });
  it("leaves out what has no figure or is of no kind we know", () => {
    expect(sensorRows(reading({ sensor: "state", name: "x", oid: ".1" }, { status: "ok" }))).toEqual([]);
    expect(sensorRows(reading({ sensor: "mood", name: "x", oid: ".1" }, { value: 1 }))).toEqual([]);
  });
  it("orders by kind, then by number within the name", () => {
    const many: Readings = new Map(
      ["Fan 10", "Fan 2"].flatMap((name) => [
        ...reading({ sensor: "fanspeed", name, oid: name }, { value: 1 }),
        ...reading({ sensor: "temperature", name, oid: name }, { value: 1 }),
      ]),
    );
    expect(sensorRows(many).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "temperature Fan 2",
      "temperature Fan 10",
      "fanspeed Fan 2",
      "fanspeed Fan 10",
    ]);
  });
});
