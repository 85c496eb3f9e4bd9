import { describe, expect, it } from "vitest";
import { traceOf } from "./trace.ts";
import type { Hop } from "./traceroute-line.ts";

const target = "10.0.0.9";
const trace = (...addresses: (string | null)[]) => {
  const hops = addresses.map(
    (word, at): Hop => ({
      hop: at + 1,
      address: word?.replace("!", "") ?? null,
      rttMs: word === null ? null : 1,
      refused: word?.endsWith("!") === true,
    }),
  );
  const { hops: kept, reached } = traceOf(hops, (address) => address === target);
  return [kept.map(({ address }) => address), reached];
};

describe("what a trace comes to", () => {
  it.each<[string, (string | null)[], (string | null)[], boolean]>([
    ["reached", ["a", null, target], ["a", null, target], true],
    ["reached, though the target refuses", ["a", `${target}!`], ["a", target], true],
    ["silent at the end", ["a", "b", null, null], ["a", "b"], false],
    ["refused by the hop before", ["a", "b", "b!"], ["a", "b"], false],
    ["refused by one met before, after it waited", ["a", "b", null, null, "b!"], ["a", "b"], false],
    ["refused by one not met before", ["a", "b", "c!"], ["a", "b", "c"], false],
    ["a loop", ["a", "b", "a", "b"], ["a", "b", "a", "b"], false],
    ["nobody", [null, null], [], false],
  ])("%s", (_title, answered, hops, reached) => {
    expect(trace(...answered)).toEqual([hops, reached]);
  });
});
