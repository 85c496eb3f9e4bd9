import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLogFile } from "./log-file.ts";

test("appends over restarts and becomes .1 when it is full", () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-log-"));
  const path = join(folder, "log", "agent.log");
  const faults: string[] = [];
  const open = () => openLogFile(path, (detail) => faults.push(detail), 8);
  const first = open();
  first.append("one");
  first.close();
  const second = open();
  for (const line of ["two", "three", "four"]) second.append(line);
  expect(readFileSync(`${path}.1`, "utf8")).toBe("one\ntwo\n");
  expect(readFileSync(path, "utf8")).toBe("three\nfour\n");
  second.close();
  second.append("lost");
  second.append("lost too");
  expect(faults).toHaveLength(1);
  rmSync(folder, { recursive: true });
});
