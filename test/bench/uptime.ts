import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { defaultUptimeOptions } from "@haidang/contract/uptime.ts";
import { uptimeGroups } from "@haidang/control-plane/query/groups.ts";
import { rememberedStretch, uptimeOf } from "@haidang/control-plane/query/uptime.ts";
import { createPast } from "@haidang/control-plane/state/past.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import { median, type Row } from "./row.ts";
import { writeProvince } from "./uptime-ledger.ts";

const dayMs = 24 * 3_600_000;
const startMs = 1_800_000_000_000;
const rounds = 15;
/** Questions before the ones that count, as a running control plane has had many. */
const warmUps = 10;
/** Between two questions every check brings news. */
const roundMs = 10_000;

/** How long a question about uptime takes from the ledger's file to its rows, with new results between questions. */
export async function uptimeRows(): Promise<Row[]> {
  const rows: Row[] = [];
  rows.push(...(await measure({ units: 342, days: 30, bar: 10, peers: true })));
  rows.push(...(await measure({ units: 3420, days: 365, bar: 200, peers: false })));
  return rows;
}

async function measure(asked: { units: number; days: number; bar: number; peers: boolean }): Promise<Row[]> {
  const { units, days, bar } = asked;
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-"));
  const records = openEmbeddedRecordStore(join(folder, "records.db"));
  const province = writeProvince(records, { units, days, nowMs: startMs });
  const past = createPast(records, province.assignments);
  const stretchAt = (nowMs: number) =>
    rememberedStretch(past, province.world, { fromMs: nowMs - days * dayMs, toMs: nowMs }, nowMs);
  const ask = (nowMs: number) =>
    uptimeOf([stretchAt(nowMs)], { kind: "unit", level: "commune" }, defaultUptimeOptions);
  const groups = (nowMs: number) => uptimeGroups([stretchAt(nowMs)], "carrier", {}, defaultUptimeOptions);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const firstMs = await timed(() => ask(startMs));
  const blockedFirstMs = delay.max / 1e6;
  const times: number[] = [];
  const grouped: number[] = [];
  const blocked: number[] = [];
  let nowMs = startMs;
  for (let round = 0; round < warmUps + rounds; round += 1) {
    nowMs += roundMs;
    province.arrive(nowMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
    delay.reset();
    const tookMs = await timed(() => ask(nowMs));
    await new Promise((resolve) => setTimeout(resolve, 5));
    blocked.push(delay.max / 1e6);
    const groupedMs = await timed(() => groups(nowMs));
    if (round < warmUps) continue;
    times.push(tookMs);
    grouped.push(groupedMs);
  }
  delay.disable();
  records.close();
  rmSync(folder, { recursive: true });
  const what = `uptime of ${units} units over ${days} days`;
  return [
    {
      work: what,
      ours: median(times),
      digits: 1,
      unit: "ms",
      bar,
      ...(asked.peers
        ? {
            peers: {
              VictoriaMetrics: "49",
              Prometheus: "960",
              influxd: "2350 (measured before, not run here)",
            },
          }
        : {}),
      note: `${province.runs} runs; slowest of ${rounds} ${Math.max(...times).toFixed(1)} ms`,
    },
    { work: `${what}, first after a start`, ours: firstMs, digits: 0, unit: "ms" },
    {
      work: `${what}, event loop held at most`,
      ours: Math.max(blockedFirstMs, ...blocked),
      digits: 0,
      unit: "ms",
      bar: 50,
    },
    { work: `${what}, its links by carrier`, ours: median(grouped), digits: 1, unit: "ms" },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begunMs = performance.now();
  await work();
  return performance.now() - begunMs;
}
