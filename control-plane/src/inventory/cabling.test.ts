import type { Point } from "@haidang/contract/point.ts";
import { expect, test } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openCabling } from "./cabling.ts";

const dayMs = 86_400_000;
const told = (port: string, name: string, timeMs: number): Point => ({
  measurement: "neighbour",
  tags: { agent: "hub", kind: "device", id: "sw", ifName: port },
  fields: { self: "sw", sysName: name },
  timeMs,
});

test("cables are kept over a restart, outlive a silent neighbour, and are told once many have settled", () => {
  const records = openEmbeddedRecordStore(":memory:");
  const cabling = openCabling(records);
  const names = () =>
    openCabling(records)
      .list()
      .map(({ port, name }) => `${port} ${name}`);
  cabling.heed([told("1", "a", 0), told("2", "b", 0)]);
  expect(cabling.settle(1000)).toBe(false);
  expect(cabling.settle(10_000)).toBe(true);
  expect(cabling.settle(11_000)).toBe(false);
  // the same again is no news; what is older says nothing
  cabling.heed([told("1", "a", 900_000), told("2", "z", -5)]);
  expect(cabling.settle(920_000)).toBe(false);
  expect(names()).toEqual(["1 a", "2 b"]);
  // a cable that was moved
  cabling.heed([told("2", "c", dayMs)]);
  expect(cabling.settle(dayMs + 10_000)).toBe(true);
  expect(names()).toEqual(["1 a", "2 c"]);
  // nobody heard the first one for a week
  expect(cabling.settle(7 * dayMs + 3_700_000)).toBe(false);
  expect(cabling.settle(7 * dayMs + 3_711_000)).toBe(true);
  expect(names()).toEqual(["2 c"]);
  records.close();
});
