import { defineConfig } from "vitest/config";

const ignored = ["**/node_modules/**", "**/dist/**"];

const rooms = "{contract,agent,control-plane,cli,dashboards,scripts}";

/**
 * Four projects, from quick to real: `unit` lies beside the code and needs nothing installed; `process` does too, and
 * starts processes, so it takes longer than the seconds of `npm run verify`; `conformance` runs one suite over every
 * driver against real servers; `acceptance` plays the whole product on hosts of its own.
 */
export default defineConfig({
  test: {
    reporters: ["default", "./test/summary-reporter.ts"],
    projects: [
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          include: [`${rooms}/**/*.test.{ts,tsx}`],
          exclude: [...ignored, "**/*.process.test.ts"],
          // seconds of real waiting take longer on busy cores
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: "process",
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
          // After the others, two at a time in network namespaces of their own: they mostly wait, but measure seconds.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
