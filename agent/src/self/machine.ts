import { readFile } from "node:fs/promises";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { errorText, type Log } from "./log.ts";

export type Machine = Pick<Facts, "os" | "kernel" | "machine" | "cpu" | "cores" | "memoryBytes">;

const maxTextLength = 120;

function words(...parts: (string | undefined)[]): string | undefined {
  const known = parts.map((part) => part?.trim() ?? "").filter((part) => part !== "");
  return known.length === 0 ? undefined : deviceText(known.join(" "), maxTextLength);
}

/** What changes hardly ever, from files of the system, with no program started; what cannot be had is left out and said. */
export async function readMachine(log: Log, root = "/"): Promise<Machine> {
  const read = (path: string) => readFile(join(root, path), "utf8");
  /** Firmware tells through one of several files; a virtual machine or a container through none. */
  const firmware = (path: string) => read(path).catch(() => undefined);
  const os = await read("etc/os-release").catch((error: unknown) => {
    log.warn("facts_incomplete", { what: "operating system", why: errorText(error) });
    return "";
  });
  const vendor = await firmware("sys/class/dmi/id/sys_vendor");
  const product = await firmware("sys/class/dmi/id/product_name");
  const processors = cpus();
  return present({
    os: words(prettyName(os)),
    kernel: words(release()),
    machine: words(vendor, product) ?? words((await firmware("proc/device-tree/model"))?.replace(/\0/g, "")),
    cpu: words(processors[0]?.model),
    cores: processors.length >= 1 ? processors.length : undefined,
    memoryBytes: totalmem(),
  });
}

/** How a system calls itself: os-release(5), quoted or not. */
export function prettyName(osRelease: string): string | undefined {
  return /^PRETTY_NAME=(["']?)(.*?)\1\s*$/m.exec(osRelease)?.[2];
}

function present(all: { [K in keyof Machine]: Machine[K] | undefined }): Machine {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
