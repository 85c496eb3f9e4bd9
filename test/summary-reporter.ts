import type { Reporter, TestModule } from "vitest/node";

/** Ends every run with one plain line, so that a machine and a tired person read the same result. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skippedNames: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        counts[state] += 1;
        if (state === "skipped") skippedNames.push(`${module.relativeModuleId} > ${test.fullName}`);
      }
      // A hook that failed skips its tests: that is a failure, not a skip.
      const broken = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
      counts.failed += broken.length;
    }
    counts.failed += unhandledErrors.length + counts.pending;
    process.on("exit", () => {
      for (const name of skippedNames) process.stdout.write(`skipped: ${name}\n`);
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}
