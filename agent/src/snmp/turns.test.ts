import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

test("turns of one name come one after the other, and no more than the limit at once", async () => {
  const enter = createTurns(2);
  const started: string[] = [];
  const go = (name: string, what = name) => enter(name, () => started.push(what));
  const endA = go("a", "a1");
  const endSecondA = go("a", "a2");
  const endB = go("b");
  go("c");
  await soon();
  expect(started).toEqual(["a1", "b"]);
  endA();
  await soon();
  expect(started).toEqual(["a1", "b", "a2"]);
  endA();
  await soon();
  expect(started).toHaveLength(3);
  endB();
  endSecondA();
  await soon();
  expect(started).toEqual(["a1", "b", "a2", "c"]);
});

test("who gives up waiting gets no turn, and holds up nobody", async () => {
  const enter = createTurns(1);
  const started: string[] = [];
  const end = enter("a", () => started.push("first"));
  const giveUp = enter("a", () => started.push("second"));
  enter("b", () => started.push("third"));
  giveUp();
  end();
  await soon();
  expect(started).toEqual(["third"]);
});
