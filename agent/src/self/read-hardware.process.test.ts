import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hardwareSchema } from "@haidang/contract/agent-protocol.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readHardware } from "./read-hardware.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-hardware-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(text: string): string {
  const path = join(folder, "facts.cjs");
  writeFileSync(path, text);
  return path;
}
const never = new AbortController().signal;

it("asks the agent's own program about this machine", async () => {
  const program = fileURLToPath(new URL("../facts.ts", import.meta.url));
  expect(hardwareSchema.safeParse(await readHardware(program, never)).success).toBe(true);
});

it.each([
  ["hangs", "setInterval(() => 0, 1000)", 300, "had not ended after 0.3 s"],
  ["floods", 'process.stdout.write("x".repeat(1e6))', 20_000, "maxBuffer"],
  ["prints something else", "console.log('{\"disks\":1}')", 20_000, "printed something else"],
  ["fails", "console.error('no such thing'); process.exit(1)", 20_000, "no such thing"],
])("says so of a program that %s", async (_, text, withinMs, why) => {
  await expect(readHardware(script(text), never, withinMs)).rejects.toThrow(why);
});

it("ends with the agent", async () => {
  const stopping = new AbortController();
  const reading = readHardware(script("setInterval(() => 0, 1000)"), stopping.signal);
  stopping.abort();
  await expect(reading).rejects.toThrow(/abort/i);
});
