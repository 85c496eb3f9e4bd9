import { defineConfig } from "vitest/config";

const ignored = ["**/node_modules/**", "**/dist/**"];

/**
 * Three projects, from quick to real: `unit` lies beside the code and needs nothing installed;
 * `conformance` runs one suite over every driver against real servers; `acceptance` starts the real processes.
 */
export default defineConfig({
  test: {
    reporters: ["default", "./test/summary-reporter.ts"],
    projects: [
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          include: ["{contract,agent,control-plane,cli,dashboards,scripts}/**/*.test.{ts,tsx}"],
          exclude: ignored,
        },
      },
      {
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          exclude: ignored,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "acceptance",
          include: ["test/acceptance/**/*.test.ts"],
          exclude: ignored,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Alone, after the others: these measure seconds.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
