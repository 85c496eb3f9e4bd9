import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";

/** Addresses of this network namespace that answer; whatever is sent to others is lost without a word. */
export interface Network {
  /** Resolves when exactly these answer. */
  answer(addresses: ReadonlySet<string>): Promise<void>;
}

const inventoryNet = "10.0.0.0/8";

/** Needs a network namespace of its own, and to be root in it. */
export async function openNetwork(): Promise<Network> {
  await ip(["link set lo up", `route add blackhole ${inventoryNet}`]);
  unboundRefusals();
  let present = new Set<string>();
  return {
    async answer(addresses) {
      const gone = [...present].filter((address) => !addresses.has(address));
      const come = [...addresses].filter((address) => !present.has(address));
      present = new Set(addresses);
      if (gone.length + come.length === 0) return;
      await ip([
        ...gone.map((address) => `route del local ${address} dev lo table local`),
        ...come.map((address) => `route add local ${address} dev lo table local`),
      ]);
    },
  };
}

/**
 * All that asks stands behind one address here, so that the kernel's bound on ICMP errors to one peer would make a
 * hundred paths that are traced at once end nowhere.
 */
function unboundRefusals(): void {
  try {
    writeFileSync("/proc/sys/net/ipv4/icmp_ratelimit", "0");
  } catch (error) {
    process.stderr.write(`some paths will not be traced to their end: ${String(error)}\n`);
  }
}

/** Runs lines of `ip`; rejects with what it says when one of them fails. */
export async function ip(lines: readonly string[]): Promise<void> {
  const child = spawn("ip", ["-batch", "-"], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text.slice(0, 2000);
  });
  child.stdin.end(`${lines.join("\n")}\n`);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`ip: ${said.trim().slice(0, 500)}`);
}
