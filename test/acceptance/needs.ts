import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
const has = (tool: string) => folders.some((folder) => existsSync(join(folder, tool)));

/**
 * Real parts a suite needs and this machine lacks, for the suite's title; empty when it can run. Where CI is set a
 * missing part is a failure, never a skipped test.
 */
export function missing(...needs: string[]): string[] {
  const lacking = needs.filter((need) => (need === "root" ? process.getuid?.() !== 0 : !has(need)));
  if (lacking.length > 0 && process.env["CI"] !== undefined) {
    throw new Error(
      `needs ${lacking.join(", ")}, and in CI nothing is skipped: npm test installs them as root`,
    );
  }
  return lacking;
}

/** A title that says what is missing, where something is. */
export function titled(title: string, lacking: string[]): string {
  return lacking.length === 0 ? title : `${title} (needs ${lacking.join(", ")})`;
}
