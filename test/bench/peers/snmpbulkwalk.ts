import { spawn } from "node:child_process";
import { missing } from "../cpu.ts";
import type { Devices } from "../device.ts";
import { fullTables, interfaceColumns } from "./columns.ts";

/** snmpbulkwalk, a process for each column or table: CPU-s per 1,000 polls, or why there is no figure. */
export async function bulkwalkPolls(
  devices: Devices,
  { what, polls }: { what: "interfaces" | "full"; polls: number },
): Promise<number | string> {
  const lacking = missing("snmpbulkwalk", "snmp");
  if (lacking !== undefined) return lacking;
  const roots = what === "interfaces" ? interfaceColumns : fullTables;
  let cpuS = 0;
  for (let poll = 0; poll < polls; poll += 1) {
    const port = devices.ports[poll % devices.ports.length] ?? 0;
    for (const root of roots) cpuS += await walkCpuS(port, root);
  }
  return (cpuS * 1000) / polls;
}

/** By the shell's own account of what its children took, in hundredths of a second or better. */
async function walkCpuS(port: number, root: string): Promise<number> {
  const script = 'snmpbulkwalk -v2c -c public -Cr25 -On -m "" "127.0.0.1:$1" "$2" >/dev/null; times';
  const child = spawn("bash", ["-c", script, "bash", String(port), `.${root}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  // the second line is of the children: user, then system, as 0m0.012s
  const [user = "", system = ""] = (text.split("\n")[1] ?? "").split(" ");
  return secondsOf(user) + secondsOf(system);
}

function secondsOf(text: string): number {
  const [, minutes = "0", seconds = "0"] = /^(\d+)m([\d.]+)s$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
