import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/**
 * `npm run faults [-- <rule> ...]`: the reliability tests at their full size, one rule after the other, and a table of what came
 * of them, as docs/reliability.md has it. Exits 1 when one did not hold.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

const rules: Readonly<Record<string, { what: string; file: string; test: string }>> = {
  R1: {
    what: "72 h offline, 3.9 million samples, then refilled",
    file: "test/acceptance/backlog.test.ts",
    test: "delivers all of it",
  },
  R2: {
    what: "100 kills of the control plane while 20 agents write",
    file: "test/acceptance/ingest-faults.test.ts",
    test: "kill after kill",
  },
  R2e: {
    what: "60 kills of a control plane that measures, and of its agent 60",
    file: "test/acceptance/kill.test.ts",
    test: "lose no window|leave the spool whole",
  },
  R5: {
    what: "200 copies of a data folder with the end of its log cut or zeroed",
    file: "test/conformance/embedded-backup.test.ts",
    test: "copied at any moment",
  },
  R6: {
    what: "11 damages of files of the store",
    file: "test/conformance/embedded-damage.test.ts",
    test: "",
  },
  R10: { what: "the store gone under load", file: "test/conformance/store-gone.test.ts", test: "" },
  R14: {
    what: "200 kills between a decision and its delivery",
    file: "test/acceptance/notify.test.ts",
    test: "kill",
  },
  R19: {
    what: "a release with data, and back one",
    file: "test/acceptance/package-centre.test.ts",
    test: "",
  },
};

const resultSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
});

function hold(rule: string): { verdict: string; tookS: number } {
  const { file = "", test = "" } = rules[rule] ?? {};
  const out = join(tmpdir(), `haidang-faults-${process.pid}.json`);
  const begunMs = performance.now();
  const words = [
    "run",
    file,
    "-t",
    test,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${out}`,
  ];
  const done = spawnSync(join(root, "node_modules/.bin/vitest"), words, {
    cwd: root,
    env: { ...process.env, HAIDANG_FAULTS: "large" },
    stdio: ["ignore", 2, 2],
  });
  const tookS = Math.round((performance.now() - begunMs) / 1000);
  const { numPassedTests, numFailedTests } = resultSchema.parse(JSON.parse(readFileSync(out, "utf8")));
  rmSync(out, { force: true });
  const held = done.status === 0 && numFailedTests === 0 && numPassedTests > 0;
  return { verdict: held ? "held" : "NOT held", tookS };
}

const asked = process.argv.slice(2);
const unknown = asked.filter((rule) => rules[rule] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`There is no rule ${unknown.join(", ")}: ${Object.keys(rules).join(", ")}\n`);
  process.exit(2);
}
const lines: string[] = [];
let isWhole = true;
for (const [rule, { what, file }] of Object.entries(rules)) {
  if (asked.length > 0 && !asked.includes(rule)) continue;
  process.stderr.write(`== ${rule}: ${what}\n`);
  const { verdict, tookS } = hold(rule);
  if (verdict !== "held") isWhole = false;
  lines.push(`| ${rule} | ${what} | \`${file}\` | ${verdict} | ${tookS} s |`);
}
process.stdout.write(`| rule | at full size | test | result | took |\n| --- | --- | --- | --- | --- |\n`);
process.stdout.write(`${lines.join("\n")}\n`, () => process.exit(isWhole ? 0 : 1));
