import { encodePoint, parseLines } from "@haidang/contract/line-protocol.ts";
import { describe, expect, it } from "vitest";
import type { Varbind } from "../value.ts";
import { openJournal } from "./journal.ts";

const startMs = Date.UTC(2026, 10, 23);
const minute = 60_000;
const linkDown = "1.3.6.1.6.3.1.1.5.3";
const linkUp = "1.3.6.1.6.3.1.1.5.4";
const onBattery = "1.3.6.1.2.1.33.2.1";

function heard(trap: string, varbinds: Varbind[], id = "sw-1") {
  return {
    target: { kind: "device" as const, id },
    notification: { trap, varbinds, agentAddress: undefined, response: undefined },
    version: "2c",
    source: "10.0.0.1",
  };
}
const port = (ifIndex: number): Varbind[] => [
  { oid: `1.3.6.1.2.1.2.2.1.1.${ifIndex}`, value: ifIndex },
  { oid: `1.3.6.1.2.1.2.2.1.8.${ifIndex}`, value: 2 },
];

describe("the journal of traps", () => {
  it("an hour on battery is a few points, with how often it was said", () => {
    const journal = openJournal({ agent: "hub" });
    const points = Array.from({ length: 61 }, (_, n) =>
      journal.write(
        heard(onBattery, [
          { oid: "1.3.6.1.2.1.33.1.2.3.0", value: 60 - n },
          { oid: "1.3.6.1.2.1.33.1.2.2.0", value: 60 * n },
        ]),
        startMs + n * minute,
      ),
    ).filter((point) => point !== undefined);
    expect(points.map(({ fields }) => fields["repeats"])).toEqual([0, 14, 14, 14, 14]);
    expect(points[0]).toEqual({
      measurement: "trap",
      tags: { agent: "hub", kind: "device", id: "sw-1", trap: "upsTrapOnBattery" },
      fields: {
        oid: onBattery,
        version: "2c",
        source: "10.0.0.1",
        varbinds: "1.3.6.1.2.1.33.1.2.3.0=60, 1.3.6.1.2.1.33.1.2.2.0=0",
        repeats: 0,
      },
      timeMs: startMs,
    });
  });

  it("down, up and down again are three points; two ports at one moment are two", () => {
    const journal = openJournal({ agent: "hub" });
    const points = [linkDown, linkUp, linkDown]
      .map((trap, n) => journal.write(heard(trap, port(7)), startMs + n))
      .concat([journal.write(heard(linkDown, port(8)), startMs + 2)]);
    expect(points.map((point) => point?.tags["trap"])).toEqual([
      "linkDown",
      "linkUp",
      "linkDown",
      "linkDown",
    ]);
    expect(new Set(points.map((point) => point?.timeMs)).size).toBe(4);
  });

  it("the same trap with another text is another thing", () => {
    const journal = openJournal({ agent: "hub" });
    const say = (words: string) =>
      journal.write(
        heard("1.3.6.1.4.1.9.1", [{ oid: "1.3.6.1.4.1.9.2", value: Buffer.from(words) }]),
        startMs,
      );
    expect([say("fan 1"), say("fan 2"), say("fan 2")].map((point) => point !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("one device that talks without end is held to its pace and to so many names; another is not", () => {
    const journal = openJournal({ agent: "hub" });
    const points = Array.from({ length: 10_000 }, (_, n) =>
      journal.write(heard(`1.3.6.1.4.1.9.${n}`, []), startMs + n * 100),
    ).filter((point) => point !== undefined);
    expect(points.length).toBeGreaterThan(100);
    expect(points.length).toBeLessThan(112);
    expect(new Set(points.map(({ tags }) => tags["trap"])).size).toBe(33);
    expect(points.at(-1)?.tags["trap"]).toBe("other");
    expect(points.at(-1)?.fields["oid"]).toMatch(/^1\.3\.6\.1\.4\.1\.9\.\d+$/);
    expect(journal.write(heard(linkDown, [], "sw-2"), startMs + 1)).toBeDefined();
  });

  it("hostile values are one bounded line, and come back from the line protocol", () => {
    const evil = Buffer.from('\u001b[31m"\n\u202e<script>,= \\');
    const varbinds = Array.from({ length: 400 }, (_, n) => ({ oid: `1.3.6.1.4.1.9.${n}`, value: evil }));
    const point = openJournal({ agent: "hub" }).write(
      heard(`1.3.6.1.4.1.${"9.".repeat(110)}1`, varbinds),
      startMs,
    );
    if (point === undefined) throw new Error("nothing was written");
    expect(String(point.fields["varbinds"]).length).toBeLessThanOrEqual(1000);
    expect(JSON.stringify(point)).not.toMatch(/\\u001b|\\n|\u202e/);
    const line = encodePoint(point) ?? "";
    expect(parseLines(line, { nowMs: startMs, precision: "ms" }).points).toEqual([point]);
  });
});
