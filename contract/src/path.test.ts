import { describe, expect, it, test } from "vitest";
import { isSamePath, listHops, pathChanges, pathHops, pathText } from "./path.ts";

test("a path is text and back; what is silent at its end is left out, what may follow is a star", () => {
  expect(pathText(["a", null, "c"], true)).toBe("a>*>c");
  expect(pathText(["a", null, null], false)).toBe("a>*");
  expect(pathText([null, null], false)).toBe("*");
  expect(pathHops("a>*>c")).toEqual(["a", null, "c"]);
  expect(pathHops("*")).toEqual([null]);
});

test("hops are listed with their times; the star at the end of a path not followed further is none", () => {
  expect(
    listHops(
      "a>*>c>*",
      new Map<string, number | string>([
        ["1", 1.5],
        ["3", "3"],
      ]),
    ),
  ).toEqual([
    { hop: 1, address: "a", rttMs: 1.5 },
    { hop: 2, address: null, rttMs: null },
    { hop: 3, address: "c", rttMs: null },
  ]);
  expect(listHops("a>c", new Map()).map(({ address }) => address)).toEqual(["a", "c"]);
  expect(listHops("*", new Map())).toEqual([]);
});

describe("isSamePath", () => {
  it.each([
    ["a>b>c", "a>b>c"],
    ["a>*>c", "a>b>c"],
    ["a>b>*", "a>b>c>d"],
    ["a>*", "a>b>c"],
    ["*", "a>b>c"],
    ["a>b>*", "a>*>c>*"],
  ])("%s may be %s", (one, other) => {
    expect(isSamePath(one, other)).toBe(true);
    expect(isSamePath(other, one)).toBe(true);
  });

  it.each([
    ["a>b>c", "a>x>c"],
    ["a>b>c", "a>b>b2>c"],
    ["a>x>*", "a>b>c"],
    ["a>b>c>d>*", "a>b>c"],
    ["a>*>c", "a>*>x>*"],
  ])("%s is not %s", (one, other) => {
    expect(isSamePath(one, other)).toBe(false);
    expect(isSamePath(other, one)).toBe(false);
  });
});

describe("pathChanges", () => {
  const changesOf = (...paths: string[]) =>
    pathChanges(paths.map((path, at) => ({ timeMs: at * 600_000, path })));

  it("needs two runs in a row that differ, and dates the change at the first", () => {
    expect(changesOf("a>b>c", "a>b>c", "a>x>c", "a>x>c", "a>x>c")).toEqual([
      { atMs: 1_200_000, from: "a>b>c", to: "a>x>c" },
    ]);
  });

  it("takes no blink, no silence and no outage for a change", () => {
    expect(changesOf("a>b>c", "a>x>c", "a>b>c", "a>*>c", "a>*", "*", "*", "a>b>c")).toEqual([]);
  });

  it("takes paths in turn, one run each, for parallel ways", () => {
    expect(changesOf("a>b>c", "a>x>c", "a>y>c", "a>b>c", "a>y>c", "a>x>c")).toEqual([]);
  });

  it("lets a run that may be either decide nothing", () => {
    expect(changesOf("a>b>c", "a>x>c", "a>*>c", "*", "a>x>c")).toEqual([
      { atMs: 600_000, from: "a>b>c", to: "a>x>c" },
    ]);
    expect(changesOf("a>b>c", "a>x>c", "a>*>c", "a>b>c", "a>x>c")).toEqual([]);
  });

  it("keeps what was heard once while a hop is silent", () => {
    expect(changesOf("a>*>c", "a>b>c", "a>*>c", "a>x>c", "a>*>c")).toEqual([]);
    expect(changesOf("a>*>c", "a>b>c", "a>*>c", "a>x>c", "a>x>c")).toHaveLength(1);
  });

  it("tells of the way back as of any other change", () => {
    expect(changesOf("a>b>c", "a>x>c", "a>x>c", "a>b>c", "a>b>c").map(({ to }) => to)).toEqual([
      "a>x>c",
      "a>b>c",
    ]);
  });
});
