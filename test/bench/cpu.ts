import { type ChildProcess, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Seconds of CPU this process has used, in user and system mode. */
export function ownCpuS(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of one tick of /proc, USER_HZ; 100 on every Linux of today. */
const tickS = 1 / 100;

interface Stat {
  parent: number;
  cpuS: number;
}

/** /proc/<pid>/stat (proc_pid_stat(5)), ended children that were waited for included; undefined when it has gone. */
function statOf(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // a process that has ended between two looks has no more to tell
    return undefined;
  }
  // the name may hold spaces and brackets
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), cpuS: ticks * tickS };
}

export function processCpuS(pid: number): number {
  return statOf(pid)?.cpuS ?? 0;
}

/** CPU of the running children of this process whose program has this name. */
export function childrenCpuS(command: string): number {
  return childrenOf(process.pid)
    .filter((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === command)
    .reduce((sum, pid) => sum + processCpuS(pid), 0);
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

/** Resident set of a process, MB of 10^6 bytes. */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** Whether a command is there; `how` is what to say when it is not. */
export function missing(command: string, debianPackage: string): string | undefined {
  const found = spawnSync("sh", ["-c", 'command -v "$1"', "sh", command], { stdio: "ignore" }).status === 0;
  return found ? undefined : `not installed (apt install ${debianPackage})`;
}

/** Ends a process and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(killer);
}
