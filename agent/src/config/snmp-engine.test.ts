import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEngine } from "./snmp-engine.ts";

test("the engine keeps its id and counts its starts; what is damaged or worn out is another engine", () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-engine-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "snmp-engine.json");
  const first = startEngine(folder);
  expect(first.boots).toBe(1);
  expect(first.id.length).toBe(17);
  expect(startEngine(folder)).toEqual({ id: first.id, boots: 2 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  for (const damage of [
    "",
    "{",
    '{"engineId":"80","boots":3}',
    `{"engineId":"${first.id.toString("hex")}","boots":2147483646}`,
  ]) {
    writeFileSync(path, damage);
    const other = startEngine(folder);
    expect(other.boots).toBe(1);
    expect(other.id).not.toEqual(first.id);
  }
});
