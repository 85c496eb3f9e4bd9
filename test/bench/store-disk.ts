import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, type Row } from "./row.ts";

/** What the disk itself takes: no answer can come sooner, and from one connection nothing else is done meanwhile. */
export function syncRow(): Row {
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-"));
  const body = Buffer.alloc(16_384, 7);
  const file = openSync(join(folder, "synced"), "w");
  try {
    const tookMs = Array.from({ length: 200 }, () => {
      const beganMs = performance.now();
      writeSync(file, body);
      fdatasyncSync(file);
      return performance.now() - beganMs;
    });
    return { work: "16 KiB appended and synced, median", ours: median(tookMs), digits: 2, unit: "ms" };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
