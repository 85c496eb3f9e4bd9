import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { unsynchronised } from "../probe/stamp/clock.ts";
import { clockFinding, examineMachine, icmpFinding, portsFinding } from "./doctor.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  [{ by: "fping" as const }, "good", undefined],
  [{ by: "ping" as const, detail: "no fping" }, "poor", "fpingMend"],
  [{ missing: "tool_missing" as const, detail: "" }, "bad", "fpingMend"],
  [{ missing: "no_permission" as const, detail: "" }, "bad", "rawMend"],
  [{ missing: "agent_fault" as const, detail: "exit code 4" }, "bad", undefined],
])("echo requests: %j is %s", (tool, weight, mend) => {
  expect(icmpFinding(tool)).toMatchObject(mend === undefined ? { weight } : { weight, mend });
});

it.each([
  ["Name:\tnode\nCapEff:\t0000000000002400\n", "good"],
  ["CapEff:\t000001ffffffffff\n", "good"],
  ["CapEff:\t0000000000002000\n", "poor"],
  ["", "poor"],
])("ports below 1024 by the capabilities the kernel tells: %j is %s", (status, weight) => {
  expect(portsFinding(status).weight).toBe(weight);
});

it("clock: how far off it may be, or how to mend it", () => {
  expect(clockFinding({ synchronised: true, errorMs: 0.2 })).toMatchObject({
    weight: "good",
    values: { ms: 1 },
  });
  expect(clockFinding(unsynchronised)).toMatchObject({ weight: "poor", mend: "clockMend" });
});

it.each([
  ["not enrolled", undefined, /^BAD {3}This machine is not enrolled\.$/m],
  ["a damaged identity", "{}", /^BAD {3}\S+identity\.json is damaged/m],
  [
    "a centre that is away",
    JSON.stringify({ agent: "co-to", token: "t", url: "http://127.0.0.1:1" }),
    /^BAD {3}http:\/\/127\.0\.0\.1:1 does not answer\.$/m,
  ],
])("says %s, on a line with its mend below, and is not content", async (_, identity, line) => {
  if (identity !== undefined) writeFileSync(join(folder, "identity.json"), identity);
  const lines: string[] = [];
  const env = { HAIDANG_AGENT_DATA: folder, PATH: process.env["PATH"] };
  const print = (text: string): void => void lines.push(text);
  expect(await examineMachine({ env, cwd: "/", version: "1", language: "en", print })).toBe(false);
  expect(lines.join("\n")).toMatch(line);
  expect(lines.at(-1)).toMatch(/^ {6}mend: /);
});

it("says it in Vietnamese", async () => {
  const lines: string[] = [];
  const env = { HAIDANG_AGENT_DATA: folder, PATH: process.env["PATH"] };
  const print = (text: string): void => void lines.push(text);
  await examineMachine({ env, cwd: "/", version: "1", language: "vi", print });
  expect(lines.join("\n")).toMatch(/^HỎNG {3}Máy này chưa đăng ký\.$/m);
});
