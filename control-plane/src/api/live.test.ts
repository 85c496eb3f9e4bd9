import { describe, expect, it } from "vitest";
import { createLiveHub } from "./live.ts";

const tick = (nowMs: number) => ({ name: "tick" as const, data: { nowMs } });

describe("the live hub", () => {
  it("gives what came after an id, in order", () => {
    const hub = createLiveHub("run1");
    for (const nowMs of [1, 2, 3]) hub.send(tick(nowMs));
    expect(hub.since("run1-1")?.map(({ id }) => id)).toEqual([2, 3]);
    expect(hub.since("run1-3")).toEqual([]);
  });
  it("cannot resume another run's stream, a made-up id, or what is forgotten", () => {
    const hub = createLiveHub("run2");
    for (let nowMs = 0; nowMs < 3000; nowMs += 1) hub.send(tick(nowMs));
    expect(hub.since("run1-2999")).toBeUndefined();
    expect(hub.since("nonsense")).toBeUndefined();
    expect(hub.since(undefined)).toBeUndefined();
    expect(hub.since("run2-10")).toBeUndefined();
    expect(hub.since("run2-2990")).toHaveLength(10);
  });
  it("writes one event in the form browsers read", () => {
    const hub = createLiveHub("run1");
    const heard: string[] = [];
    const stop = hub.listen(({ text }) => heard.push(text));
    hub.send(tick(5));
    stop();
    hub.send(tick(6));
    expect(heard).toEqual(['id: run1-1\nevent: tick\ndata: {"nowMs":5}\n\n']);
  });
});
