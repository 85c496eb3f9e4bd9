import fc from "fast-check";

/** How often each property is tried; `npm run fuzz` asks for many more than a test run has time for. */
const runs = Number(process.env["HAIDANG_PROPERTY_RUNS"] ?? "");
if (Number.isInteger(runs) && runs > 0) {
  fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: runs });
}
