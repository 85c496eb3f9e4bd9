import { parseArgs } from "node:util";
import { cliRows } from "./cli.ts";
import { cutRows } from "./detect-cut.ts";
import { evaluateRows } from "./detect-evaluate.ts";
import { fleetRows } from "./fleet.ts";
import { footprintRows } from "./footprint.ts";
import { icmpRows } from "./icmp.ts";
import { pageHourRows, pageRows } from "./page.ts";
import { type Row, tableText, verdictOf } from "./row.ts";
import { scaleOf } from "./scale.ts";
import { snmpRows } from "./snmp.ts";
import { crashRows, ingestRows, memoryRows } from "./store.ts";
import { agentRows } from "./store-agents.ts";
import { queryRows } from "./store-query.ts";
import { uptimeRows } from "./uptime.ts";
import { wireRows } from "./wire.ts";

/**
 * `npm run bench -- agent|store|uptime|detect|fleet|cli|page|page-hour|scale [part ...]`: figures of ours beside those of the peers. Exits 1 when one is not
 * met. `--agent` names a command that starts the agent otherwise than as packaged, as one text
 * with blanks.
 */
const usage = `npm run bench -- agent [snmp] [icmp] [wire] [footprint] [--json] [--agent "<command>"]
npm run bench -- store [ingest] [agents] [memory] [query] [crash] [--json]
npm run bench -- uptime [--json]
npm run bench -- detect [evaluate] [cut] [--json]
npm run bench -- fleet [--json]
npm run bench -- cli [--json]
npm run bench -- page [--json]
npm run bench -- page-hour [--json]
npm run bench -- scale [1] [10] [100] [--json]     provinces on one control plane`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, agent: { type: "string" } },
});
const command = options.agent?.split(" ").filter(Boolean);

type Parts = Readonly<Record<string, () => Row[] | Promise<Row[]>>>;
const subjects: Readonly<Record<string, Parts>> = {
  agent: { wire: wireRows, snmp: snmpRows, icmp: icmpRows, footprint: () => footprintRows(command) },
  store: { ingest: ingestRows, agents: agentRows, memory: memoryRows, query: queryRows, crash: crashRows },
  uptime: { uptime: uptimeRows },
  detect: { evaluate: evaluateRows, cut: cutRows },
  fleet: { fleet: fleetRows },
  cli: { cli: cliRows },
  page: { page: pageRows },
  "page-hour": { hour: pageHourRows },
  scale: { "1": scaleOf(1), "10": scaleOf(10), "100": scaleOf(100) },
};

const [subject = "", ...asked] = positionals;
const parts = subjects[subject];
if (parts === undefined || asked.some((part) => parts[part] === undefined)) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

const rows: Row[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (!options.json) process.stderr.write(`${name} ...\n`);
  rows.push(...(await run()));
}
const text = options.json
  ? `${JSON.stringify({ data: rows.map((row) => ({ ...row, verdict: verdictOf(row) })) }, null, 2)}\n`
  : tableText(rows);
process.stdout.write(text, () => process.exit(rows.some((row) => verdictOf(row) === "not met") ? 1 : 0));
