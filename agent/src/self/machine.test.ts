import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { prettyName, readMachine } from "./machine.ts";
import { scriptedLog } from "./scripted-log.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "haidang-machine-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

it.each([
  ['NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', "Debian GNU/Linux 12 (bookworm)"],
  ["PRETTY_NAME='Ubuntu 24.04'\n", "Ubuntu 24.04"],
  ["PRETTY_NAME=Alpine\n", "Alpine"],
  ["NAME=Nothing\n", undefined],
])("takes the name of a system as os-release writes it: %j", (text, name) => {
  expect(prettyName(text)).toBe(name);
});

it("tells what a server is", async () => {
  file("etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
  file("sys/class/dmi/id/sys_vendor", "Dell Inc.\n");
  file("sys/class/dmi/id/product_name", "PowerEdge R640\n");
  const machine = await readMachine(scriptedLog(), root);
  expect(machine).toMatchObject({
    os: "Debian GNU/Linux 12 (bookworm)",
    machine: "Dell Inc. PowerEdge R640",
  });
  expect(machine.cores).toBeGreaterThanOrEqual(1);
  expect(machine.memoryBytes).toBeGreaterThan(1e6);
});

it("tells what a single-board computer is, whose model ends in a NUL", async () => {
  file("etc/os-release", "PRETTY_NAME=Raspbian\n");
  file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
  expect((await readMachine(scriptedLog(), root)).machine).toBe("Raspberry Pi 4 Model B Rev 1.4");
});

it("says what it cannot read, and leaves it out", async () => {
  const log = scriptedLog();
  const machine = await readMachine(log, root);
  expect(machine).not.toHaveProperty("os");
  expect(machine).not.toHaveProperty("machine");
  expect(log.entries).toMatchObject([{ event: "facts_incomplete", what: "operating system" }]);
});
