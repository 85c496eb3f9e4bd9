import { defineConfig } from "vitest/config";

import { sized } from "./test/large.ts";

const ignored = ["**/node_modules/**", "**/dist/**"];

const rooms = "{contract,agent,control-plane,cli,dashboards,scripts}";

/**
 * Four projects, from quick to real: `unit` lies beside the code and needs nothing installed; `process` does too, and
 * starts processes, so it takes longer than the seconds of `npm run verify`; `conformance` runs one suite over every
 * driver against real servers; `acceptance` plays the whole product on hosts of its own.
 */
export default defineConfig({
  test: {
    // Left to itself, one worker runs on two cores.
    maxWorkers: 2,
    reporters: ["default", "./test/summary-reporter.ts"],
    projects: [
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          setupFiles: ["./test/property-runs.ts"],
          // These files leave nothing behind in their process: one for them all halves the CPU time.
          isolate: false,
          include: [`${rooms}/**/*.test.{ts,tsx}`],
          exclude: [...ignored, "**/*.process.test.ts"],
          // seconds of real waiting take longer on busy cores
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: "process",
          setupFiles: ["./test/property-runs.ts"],
          include: [`${rooms}/**/*.process.test.ts`],
          exclude: ignored,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          exclude: ignored,
          sequence: { groupOrder: 1 },
          testTimeout: sized(30_000, 3_600_000),
          hookTimeout: sized(60_000, 3_600_000),
        },
      },
      {
        test: {
          name: "acceptance",
          include: ["test/acceptance/**/*.test.ts"],
          exclude: ignored,
          testTimeout: sized(180_000, 3_600_000),
          hookTimeout: sized(120_000, 3_600_000),
          // After the others, in network namespaces of their own: they mostly wait, but measure seconds.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
