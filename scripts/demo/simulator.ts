import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { ip } from "@haidang/test/province/network.ts";

export interface Simulator {
  pid: number;
  /** Resolves when it has ended, by itself or not. */
  ended: Promise<void>;
  stop(): void;
}

export interface SimulatorPlan {
  root: string;
  /** JSON file with the inventory's files. */
  files: string;
  control: string;
  authority: string;
}

/** The cable between the centre and the province, and the province's name server. */
export const centreAddress = "172.30.0.1";
export const provinceAddress = "172.30.0.2";

/** Starts the simulator in a network namespace of its own, joined to this one by a cable. Needs root in this namespace. */
export async function startSimulator({ root, files, control, authority }: SimulatorPlan): Promise<Simulator> {
  const main = join(root, "test/province/main.ts");
  const line = [
    "-n",
    process.execPath,
    "--max-semi-space-size=4",
    main,
    files,
    control,
    authority,
    provinceAddress,
  ];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn("unshare", line, {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error("unshare could not be started");
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async (word: string): Promise<void> => {
    const { value, done } = await lines.next();
    if (done === true || value !== word) throw new Error("the simulator ended at its start");
  };
  await hear("waiting");
  await ip([
    "link set lo up",
    `link add centre type veth peer name province netns ${pid}`,
    `address add ${centreAddress}/30 dev centre`,
    "link set centre up",
  ]);
  await inside(pid, ["address", "add", `${provinceAddress}/30`, "dev", "province"]);
  await inside(pid, ["link", "set", "province", "up"]);
  await ip([`route add default via ${provinceAddress}`]);
  child.stdin.write("go\n");
  await hear("ready");
  return { pid, ended, stop: () => void child.stdin.end() };
}

async function inside(pid: number, args: readonly string[]): Promise<void> {
  const child = spawn("nsenter", ["-t", String(pid), "-n", "ip", ...args], { stdio: "inherit" });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`ip ${args.join(" ")} failed in the province`);
}
