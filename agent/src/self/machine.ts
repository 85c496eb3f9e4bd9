import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { deviceText } from "@haidang/contract/text.ts";
import si from "systeminformation";
import { errorText, type Log } from "./log.ts";

export type Machine = Pick<Facts, "os" | "kernel" | "machine" | "cpu" | "cores" | "memoryBytes">;

const maxTextLength = 120;
/** systeminformation starts commands of the system; one that hangs must not hold up the agent. */
const deadlineMs = 10_000;

function words(...parts: (string | undefined)[]): string | undefined {
  const text = deviceText(parts.filter((part) => part !== undefined && part !== "").join(" "), maxTextLength);
  return text === "" ? undefined : text;
}

/** What changes hardly ever, asked of systeminformation; what cannot be had is left out and said. */
export async function readMachine(log: Log): Promise<Machine> {
  const ask = <T>(what: string, question: Promise<T>): Promise<T | undefined> => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs);
    });
    return Promise.race([question, deadline])
      .catch((error: unknown) => {
        log.warn("facts_incomplete", { what, why: errorText(error) });
        return undefined;
      })
      .finally(() => clearTimeout(timer));
  };
  const os = await ask("operating system", si.osInfo());
  const system = await ask("model", si.system());
  const cpu = await ask("processor", si.cpu());
  const memory = await ask("memory", si.mem());
  return present({
    os: words(os?.distro, os?.release),
    kernel: words(os?.kernel),
    machine: words(system?.manufacturer, system?.model),
    cpu: words(cpu?.manufacturer, cpu?.brand),
    cores: cpu !== undefined && cpu.cores >= 1 ? Math.trunc(cpu.cores) : undefined,
    memoryBytes: memory === undefined ? undefined : Math.trunc(memory.total),
  });
}

function present(all: { [K in keyof Machine]: Machine[K] | undefined }): Machine {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
