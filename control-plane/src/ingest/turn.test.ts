import { setImmediate } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { createTurns } from "./turn.ts";

const done = { status: "fulfilled", value: undefined } as const;

/** `agent/number` is of that agent; `refused` in a name is refused, `broken` breaks the work of its whole group. */
const groups: string[][] = [];
let running = 0;
const take = () =>
  createTurns<string>({
    ownerOf: (item) => item.split("/")[0] ?? "",
    async work(group) {
      running += 1;
      expect(running).toBe(1);
      groups.push([...group]);
      await setImmediate();
      running -= 1;
      if (group.some((item) => item.includes("broken"))) throw new Error("broken");
      return group.map((item) =>
        item.includes("refused") ? { status: "rejected", reason: new Error(item) } : done,
      );
    },
  });

beforeEach(() => {
  groups.length = 0;
  running = 0;
});

describe("turns", () => {
  it("are taken together by different owners", async () => {
    const accept = take();
    await Promise.all(["a/1", "b/1", "c/1"].map(accept));
    expect(groups).toEqual([["a/1", "b/1", "c/1"]]);
  });

  it("are taken one after the other by the same owner, in the order they came", async () => {
    const accept = take();
    const order: string[] = [];
    const all = ["a/1", "a/2", "b/1", "a/3", "b/2"].map((item) => accept(item).then(() => order.push(item)));
    await Promise.all(all);
    expect(groups).toEqual([["a/1", "b/1"], ["a/2", "b/2"], ["a/3"]]);
    expect(order.filter((item) => item.startsWith("a"))).toEqual(["a/1", "a/2", "a/3"]);
  });

  it("keep an owner in order where there are more than fit", async () => {
    const accept = take();
    const items = Array.from({ length: 70 }, (_, at) => [`${at}/1`, `${at}/2`]).flat();
    await Promise.all(items.map(accept));
    expect(Math.max(...groups.map(({ length }) => length))).toBe(32);
    const taken = groups.flat();
    expect(taken.toSorted()).toEqual(items.toSorted());
    for (let at = 0; at < 70; at += 1)
      expect(taken.indexOf(`${at}/1`)).toBeLessThan(taken.indexOf(`${at}/2`));
  });

  it("refuse the one and take the others", async () => {
    const accept = take();
    const answers = await Promise.allSettled(["a/1", "b/refused", "c/1"].map(accept));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(accept("b/2")).resolves.toBeUndefined();
  });

  it("go on after one in which all broke", async () => {
    const accept = take();
    const answers = await Promise.allSettled(["a/broken", "b/1", "a/2"].map(accept));
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });
});
