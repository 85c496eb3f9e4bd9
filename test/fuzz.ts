import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";

/**
 * `npm run fuzz -- [minutes]`: the property tests again and again, each time with seeds of their own and more tries,
 * until the time is over or one falls. What falls prints the seed and path that bring it back.
 */
const [given = "5"] = process.argv.slice(2);
const minutes = Number(given);
if (!(minutes > 0)) {
  console.error(`${JSON.stringify(given)} is not a number of minutes. Write for example: npm run fuzz -- 10`);
  process.exit(2);
}
const files = globSync("{contract,agent,control-plane,cli,dashboards}/{src,noc}/**/*.test.ts", {
  exclude: (name) => name === "node_modules",
}).filter((file) => readFileSync(file, "utf8").includes('from "fast-check"'));
const endsMs = Date.now() + minutes * 60_000;
for (let round = 1; Date.now() < endsMs; round += 1) {
  const left = Math.ceil((endsMs - Date.now()) / 60_000);
  console.log(`round ${round}: ${files.length} files of properties, ${left} min left`);
  const { status } = spawnSync("vitest", ["run", "--project", "unit", "--testTimeout=600000", ...files], {
    env: { ...process.env, HAIDANG_PROPERTY_RUNS: process.env["HAIDANG_PROPERTY_RUNS"] ?? "2000" },
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}
console.log("no property fell");
