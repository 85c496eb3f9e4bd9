import { beforeEach, expect, it } from "vitest";
import { createPace, type Pace } from "./engine.ts";

let flags: string[];
let pace: Pace;
beforeEach(() => {
  flags = [];
  pace = createPace((flag) => void flags.push(flag));
});

it("leaves a small site's agent small", () => {
  pace.begin();
  pace.watch(199);
  expect(flags).toEqual([]);
});

it("compiles for speed once it watches much, and only once", () => {
  pace.begin();
  pace.watch(10);
  pace.watch(2345);
  pace.watch(10);
  pace.watch(2345);
  expect(flags).toEqual(["--maglev"]);
});

it("waits for the end of the start, whose code is kept for the next one", () => {
  pace.watch(2345);
  expect(flags).toEqual([]);
  pace.begin();
  expect(flags).toEqual(["--maglev"]);
});
