import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { haidang, ledgerDays, playProvince } from "./cli-province.ts";
import { processCpuS, residentMb } from "./cpu.ts";
import { median, type Row } from "./row.ts";

const rounds = 7;
const resultsEveryMs = 10_000;
const barMs = 500;
const quietMs = 60_000;

/**
 * What an admin types, each as a process of its own from start to end, with results of all checks coming in every 10 s. What
 * waits by its nature (a test message, a probe, `-w`) is not among them. Words in capitals are ids that a list gave, `_` stands for a blank within a word.
 */
const typed = `status
unit list
unit show quang-ninh
unit find cái
link list
link list --filter state=down --sort loss:desc
link show LINK
device list
device show DEVICE
service list
video list
rack list
rack show RACK
feed list
feed check FEED
heartbeat list
agent list
alert list
incident list
incident show INCIDENT
muted link LINK
maintenance list
silence list
notification list
channel list
oncall
user list
token list
secret list
audit list
audit verify
inventory history
inventory validate examples/quang-ninh
inventory diff examples/quang-ninh
uptime --since 30d
uptime unit --since 30d --below 99.5
uptime link --since 30d
uptime --group carrier --since 30d
uptime device --since 30d
report sla --month MONTH
report outages --month MONTH
report carrier --month MONTH
report list
query icmp.rttP50Ms --object link/LINK --since 24h
query icmp.rttP50Ms --under ha-long --since 24h --step 1h
certificate show
release list
conference list
conference readiness HN-1
conference show HN-1
report sla --month MONTH -o xlsx --file FILE
report sla --month MONTH -o pdf --file FILE
evidence make --carrier Nhà_mạng_C --month MONTH --file FILE
help
uptime --help`.split("\n");

const listed = z.object({ data: z.array(z.object({ id: z.string() })) });

export async function cliRows(): Promise<Row[]> {
  const nowMs = Date.now();
  const province = await playProvince(nowMs);
  const { folder } = province.server;
  try {
    await province.round();
    // until silent links are confirmed and have made incidents
    for (let round = 0; round < 3; round += 1) {
      await pause(resultsEveryMs);
      await province.round();
    }
    const first = async (list: string) => {
      const { output, code } = await haidang(folder, list, "list", "--json");
      const [one] = code === 0 ? listed.parse(JSON.parse(output)).data : [];
      if (one === undefined) throw new Error(`${list} list gave nothing to show: ${output.slice(0, 500)}`);
      return one.id;
    };
    const words = new Map([["MONTH", lastMonth(nowMs)]]);
    for (const kind of ["link", "device", "rack", "feed", "incident"])
      words.set(kind.toUpperCase(), await first(kind));
    const meeting = ["--from", new Date(nowMs + 3_600_000).toISOString(), "--for", "2h", "--all"];
    const planned = await haidang(folder, "conference", "add", "Giao ban", ...meeting);
    if (planned.code !== 0) throw new Error(`no meeting: ${planned.output}`);
    const lines = typed.map((line) => line.replace(/[A-Z]{4,}/g, (word) => words.get(word) ?? word));
    let reporting = true;
    const reports = (async () => {
      while (reporting) {
        await province.round();
        await pause(resultsEveryMs);
      }
    })();
    const rows: Row[] = [];
    const { pid } = province.server;
    const [cpuBefore, beganMs] = [processCpuS(pid), performance.now()];
    await pause(quietMs);
    const cpu = (processCpuS(pid) - cpuBefore) / ((performance.now() - beganMs) / 1000);
    for (const line of lines) rows.push(await timed(folder, line));
    reporting = false;
    await reports;
    const memory = residentMb(pid);
    rows.sort((one, other) => (other.ours ?? 0) - (one.ours ?? 0));
    const work = `reference province: ${province.checks} checks, ${province.runs} runs in ${ledgerDays} days`;
    const slow = rows.filter(({ ours }) => ours !== undefined && ours > barMs).length;
    return [
      { work, ours: slow, digits: 0, unit: "commands over 500 ms", bar: 0 },
      { work: "control plane, nobody asking: share of a core", ours: cpu, digits: 3, unit: "" },
      { work: "control plane, after all commands: memory", ours: memory, digits: 0, unit: "MB" },
      ...rows,
    ];
  } finally {
    await province.remove();
  }
}

async function timed(folder: string, line: string): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const file = join(folder, `${randomUUID()}.out`);
    const args = line.split(" ").map((word) => (word === "FILE" ? file : word.replaceAll("_", " ")));
    const { tookMs, code, output } = await haidang(folder, ...args);
    if (code !== 0) throw new Error(`haidang ${line} ended with ${code}: ${output.slice(0, 500)}`);
    // the first compiles, or works out what is remembered afterwards
    if (round > 0) times.push(tookMs);
    else times.length = 0;
  }
  const slowestMs = Math.max(...times);
  return {
    ...{ work: line, ours: median(times), digits: 0, unit: "ms", bar: barMs },
    ...(slowestMs > barMs ? { note: `slowest of ${rounds}: ${Math.round(slowestMs)} ms` } : {}),
  };
}

function lastMonth(nowMs: number): string {
  const day = new Date(nowMs);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - 1, 15)).toISOString().slice(0, 7);
}
