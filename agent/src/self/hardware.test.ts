import { expect, it } from "vitest";
import { type HardwareReport, hardwareOf } from "./hardware.ts";

const server: HardwareReport = {
  system: { manufacturer: "Dell Inc.", model: "PowerEdge R640", serial: "7XK2M03", virtual: false },
  bios: { vendor: "Dell Inc.", version: "2.12.2", releaseDate: "2021-07-09" },
  disks: [
    { device: "/dev/sda", name: "PERC H730P", type: "HD", interfaceType: "SAS", size: 599_550_590_976 },
    { device: "/dev/sr0", name: "DVD", type: "", interfaceType: "SATA", size: 0 },
  ],
  memory: [
    { bank: "A1", type: "DDR4", size: 17_179_869_184 },
    { bank: "A2", type: "Empty", size: 0 },
  ],
};

it("tells what a server is built of", () => {
  expect(hardwareOf(server)).toEqual({
    manufacturer: "Dell Inc.",
    model: "PowerEdge R640",
    serial: "7XK2M03",
    bios: "Dell Inc. 2.12.2 2021-07-09",
    disks: [{ name: "PERC H730P", type: "HD SAS", bytes: 599_550_590_976 }],
    memory: [{ slot: "A1", type: "DDR4", bytes: 17_179_869_184 }],
  });
});

it("leaves out what nobody wrote down", () => {
  const system = {
    manufacturer: "To Be Filled By O.E.M.",
    model: "Default string",
    serial: "-",
    virtual: true,
    virtualHost: "KVM",
  };
  const bios = { vendor: "", version: "", releaseDate: "" };
  const whole = [{ bank: "", type: "", size: 25_276_502_016 }];
  expect(hardwareOf({ system, bios, disks: [], memory: whole })).toEqual({ virtual: "KVM" });
});

it("bounds hostile firmware", () => {
  const disk = { device: "", name: `x\u001b[31m${"y".repeat(500)}`, type: "SSD", interfaceType: "", size: 1 };
  const { disks } = hardwareOf({ ...server, disks: Array.from({ length: 100 }, () => disk) });
  expect(disks).toHaveLength(32);
  expect(disks?.[0]?.name.length).toBeLessThanOrEqual(120);
  expect(disks?.[0]?.name).not.toContain("\u001b");
});
