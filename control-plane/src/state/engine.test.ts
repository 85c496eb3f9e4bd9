import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openScriptedEngine } from "./scripted-engine.ts";

const secondMs = 1000;
const minuteMs = 60_000;

/** A district behind two links, a commune behind the district, and a video point there that the hub measures. */
const province = {
  units: [{ id: "tinh", name: "Tỉnh" }],
  sites: [
    { id: "huyen", name: "Huyện", unit: "tinh" },
    { id: "xa", name: "Xã", unit: "tinh" },
  ],
  links: [
    { id: "huyen-1", name: "Huyện 1", site: "huyen", address: "10.0.0.1" },
    { id: "huyen-2", name: "Huyện 2", site: "huyen", address: "10.0.0.2" },
    { id: "xa-1", name: "Xã 1", site: "xa", from: "huyen", address: "10.0.1.1" },
  ],
  devices: [{ id: "xa-sw", name: "Switch", site: "xa", address: "10.0.1.9" }],
};
const checks = ["link/huyen-1", "link/huyen-2", "link/xa-1", "device/xa-sw"].map((key) => `icmp:${key}`);

function open() {
  const scripted = openScriptedEngine(openEmbeddedRecordStore(":memory:"), province);
  for (const check of checks) scripted.see(check, secondMs, "up");
  scripted.news();
  return scripted;
}

const upstreamOf = (scripted: ReturnType<typeof open>, key: ObjectKey) => {
  const ref = scripted.status(key).upstream;
  return ref === undefined ? undefined : `${ref.kind}/${ref.id}`;
};
const window = (fromMs: number, toMs: number): MaintenanceWindow => ({
  id: "m-1",
  scope: { object: { kind: "link", id: "xa-1" } },
  time: { fromMs, toMs },
  reason: "thay cáp",
  createdMs: 0,
  by: "admin",
  cancelled: null,
});

describe("what is down above", () => {
  it("is what a device hears at its cables, where the inventory names nothing", () => {
    const router = { id: "xa-rt", name: "Router", site: "xa", address: "10.0.1.1" };
    const written = { ...province, devices: [...province.devices, router] };
    const cable = { device: "xa-sw", port: "24", self: "xa-sw", name: "", address: "10.0.1.1", seenMs: 0 };
    const scripted = openScriptedEngine(openEmbeddedRecordStore(":memory:"), written, ["hub"], [cable]);
    for (const check of [...checks, "icmp:device/xa-rt"]) scripted.see(check, secondMs, "up");
    scripted.see("icmp:device/xa-sw", 2 * secondMs, "down");
    expect(upstreamOf(scripted, "device/xa-sw")).toBeUndefined();
    scripted.see("icmp:device/xa-rt", 3 * secondMs, "down");
    expect(upstreamOf(scripted, "device/xa-sw")).toBe("device/xa-rt");
    expect(scripted.explained("device/xa-sw", 4 * secondMs).at(-1)).toMatchObject({
      reason: "upstream_down",
    });
  });

  it("is told of what is reached through it, whoever fell first", () => {
    const scripted = open();
    scripted.see("icmp:device/xa-sw", 2 * secondMs, "down");
    expect(upstreamOf(scripted, "device/xa-sw")).toBeUndefined();
    scripted.see("icmp:link/xa-1", 3 * secondMs, "down");
    expect(upstreamOf(scripted, "device/xa-sw")).toBe("link/xa-1");
    scripted.see("icmp:link/huyen-1", 4 * secondMs, "down");
    expect(upstreamOf(scripted, "device/xa-sw")).toBe("link/xa-1");
    scripted.news();
    scripted.see("icmp:link/huyen-2", 5 * secondMs, "down");
    for (const key of ["device/xa-sw", "site/xa", "link/xa-1", "site/huyen"] as const) {
      // the way lost last took them away
      expect(upstreamOf(scripted, key), key).toBe("link/huyen-2");
      expect(
        scripted.told.map(({ kind, id }) => `${kind}/${id}`),
        key,
      ).toContain(key);
    }
  });

  it("is told no more once it is back, though what is below is still down", () => {
    const scripted = open();
    for (const check of ["icmp:link/xa-1", "icmp:device/xa-sw"]) scripted.see(check, 2 * secondMs, "down");
    expect(upstreamOf(scripted, "device/xa-sw")).toBe("link/xa-1");
    scripted.news();
    scripted.see("icmp:link/xa-1", 3 * secondMs, "up");
    expect(upstreamOf(scripted, "device/xa-sw")).toBeUndefined();
    expect(scripted.news().map(({ kind, id, class: name }) => `${kind}/${id} ${name}`)).toContain(
      "device/xa-sw down",
    );
  });

  it("what is worked on tells what it would be", () => {
    const scripted = open();
    scripted.plan(window(1500, 10 * minuteMs), 1500);
    for (const check of ["icmp:device/xa-sw", "icmp:link/xa-1"]) scripted.see(check, 2 * secondMs, "down");
    expect(scripted.status("link/xa-1")).toMatchObject({
      class: "maintenance",
      beneath: { class: "down", reason: "no_reply" },
    });
    expect(scripted.status("device/xa-sw").beneath).toBeUndefined();
  });

  it("shows in the ledger, as down all the same", () => {
    const scripted = open();
    scripted.see("icmp:device/xa-sw", 10 * secondMs, "down");
    scripted.see("icmp:link/xa-1", 12 * secondMs, "down");
    scripted.see("icmp:link/xa-1", 20 * secondMs, "up");
    scripted.see("icmp:device/xa-sw", 22 * secondMs, "up");
    expect(
      scripted.explained("device/xa-sw", 22 * secondMs).filter(({ class: name }) => name === "down"),
    ).toEqual([
      { fromMs: 10_000, toMs: 12_000, class: "down", reason: "no_reply" },
      { fromMs: 12_000, toMs: 20_000, class: "down", reason: "upstream_down" },
      { fromMs: 20_000, toMs: 22_000, class: "down", reason: "no_reply" },
    ]);
  });

  it("of 600 devices behind one parent is told at once", () => {
    const devices = Array.from({ length: 600 }, (_, at) => ({
      id: `d-${at}`,
      name: `D ${at}`,
      site: "xa",
      address: `10.1.${Math.floor(at / 250)}.${at % 250}`,
      parent: "xa-sw",
    }));
    const scripted = openScriptedEngine(openEmbeddedRecordStore(":memory:"), {
      ...province,
      devices: [...province.devices, ...devices],
    });
    for (const { id } of devices) scripted.see(`icmp:device/${id}`, secondMs, "up");
    for (const { id } of devices) scripted.see(`icmp:device/${id}`, 2 * secondMs, "down");
    scripted.news();
    scripted.see("icmp:device/xa-sw", 3 * secondMs, "down");
    expect(scripted.news().filter(({ upstream }) => upstream?.id === "xa-sw")).toHaveLength(600);
  });
});

describe("an object that changes too often", () => {
  it("is told to flap once, and once that it is steady again", () => {
    const scripted = open();
    const stepMs = 20 * secondMs;
    for (let at = 1; at <= 8; at += 1)
      scripted.see("icmp:link/xa-1", at * stepMs, at % 2 === 1 ? "down" : "up");
    const told = scripted.news().filter(({ kind, id }) => `${kind}/${id}` === "link/xa-1");
    expect(told.map(({ flapping }) => flapping === true)).toEqual([
      ...Array(5).fill(false),
      true,
      true,
      true,
    ]);
    for (let at = 9; at < 120; at += 1) {
      scripted.see("icmp:link/xa-1", at * stepMs, "up");
      scripted.engine.tick(at * stepMs);
    }
    expect(scripted.status("link/xa-1").flapping).toBeUndefined();
    const after = scripted.news().filter(({ kind, id }) => `${kind}/${id}` === "link/xa-1");
    expect(after).toHaveLength(1);
    // each outage counts all the same
    expect(
      scripted.explained("link/xa-1", 9 * stepMs).filter(({ class: name }) => name === "down"),
    ).not.toEqual([]);
  });

  it("in a backlog of days ago flaps no more", () => {
    const scripted = open();
    const nowMs = 24 * 60 * minuteMs;
    for (let at = 1; at <= 8; at += 1)
      scripted.see("icmp:link/xa-1", at * minuteMs, at % 2 === 1 ? "down" : "up", { nowMs });
    expect(scripted.status("link/xa-1").flapping).toBeUndefined();
  });
});
