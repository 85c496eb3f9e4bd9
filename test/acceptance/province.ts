import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Haidang, until } from "./haidang.ts";
import type { Lab } from "./lab.ts";

const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);
const program = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Places behind the lab's `site`, which is the carrier's network here, each on a cable of its own that can be cut. A
 * place may lie behind another one.
 */
export interface Province {
  folder: string;
  /** Address of the far end of a place's cable. */
  address(place: Place): string;
  cut(place: Place): Promise<void>;
  restore(place: Place): Promise<void>;
  start(place: Place, command: string, args: string[], env?: NodeJS.ProcessEnv): ChildProcess;
  /** A real agent at a place, which reaches the centre through the place's cable. */
  startAgent(place: Place, haidang: Haidang): Promise<ChildProcess>;
  close(): Promise<void>;
}

const places = { cut: 11, dark: 12, stopped: 13, huyen: 14, far: 15, xa1: 16, xa2: 17 } as const;
export type Place = keyof typeof places;
const behind: Partial<Record<Place, Place>> = { xa1: "huyen", xa2: "huyen" };
const centrePort = 8750;

export async function openProvince(lab: Lab): Promise<Province> {
  const folder = mkdtempSync(join(tmpdir(), "haidang-province-"));
  const names = Object.keys(places) as Place[];
  const space = (place: Place) => `hd-${process.pid}-province-${place}`;
  const net = (place: Place) => `10.77.${places[place]}`;
  const address = (place: Place) => `${net(place)}.2`;
  /** What a place's cable begins at. */
  const near = (place: Place, ...args: string[]) => {
    const parent = behind[place];
    return parent === undefined
      ? lab.exec("site", "ip", ...args)
      : ip("-n", space(parent), ...args).then(({ stdout }) => stdout);
  };
  /** A cable that was down has forgotten the ways through it. */
  const reachable = async (place: Place) => {
    await ip("-n", space(place), "route", "replace", "default", "via", `${net(place)}.1`);
    const parent = behind[place];
    if (parent !== undefined)
      await lab.exec("site", "ip", "route", "replace", `${net(place)}.0/24`, "via", address(parent));
  };

  await lab.exec("site", "sysctl", "-qw", "net.ipv4.ip_forward=1");
  for (const place of names) {
    const host = space(place);
    await ip("netns", "add", host);
    await ip("-n", host, "link", "set", "lo", "up");
    await near(place, "link", "add", place, "type", "veth", "peer", "name", "wan", "netns", host);
    await near(place, "address", "add", `${net(place)}.1/24`, "dev", place);
    await near(place, "link", "set", place, "up");
    await ip("-n", host, "address", "add", `${address(place)}/24`, "dev", "wan");
    await ip("-n", host, "link", "set", "wan", "up");
    await run("ip", ["netns", "exec", host, "sysctl", "-qw", "net.ipv4.ip_forward=1"]);
    await reachable(place);
  }

  const start: Province["start"] = (place, command, args, env = {}) => {
    const line = ["netns", "exec", space(place), command, ...args];
    return spawn("ip", line, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  };
  const line = program("./line.ts");
  const relay = lab.start("hub", process.execPath, [
    line,
    lab.hubAddress,
    `${centrePort}`,
    "127.0.0.1",
    "8700",
  ]);
  if (relay.stdout !== null) await once(relay.stdout, "data");

  return {
    folder,
    address,
    start,
    cut: async (place) => void (await near(place, "link", "set", place, "down")),
    async restore(place) {
      await near(place, "link", "set", place, "up");
      for (const lost of [place, ...names.filter((one) => behind[one] === place)]) await reachable(lost);
    },
    async startAgent(place, haidang) {
      const own = join(folder, `agent-${place}`);
      mkdirSync(own, { recursive: true });
      start(place, process.execPath, [line, "127.0.0.1", "8700", lab.hubAddress, `${centrePort}`]);
      const child = start(place, process.execPath, [program("../../agent/src/main.ts")], {
        HAIDANG_AGENT_DATA: own,
        HAIDANG_AGENT_METRICS: "off",
        HAIDANG_LANG: "en",
        HAIDANG_URL: "http://127.0.0.1:8700",
        HAIDANG_ENROL_CODE: await invite(haidang, place),
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk) => {
          output += String(chunk);
        });
      }
      await until(
        `the agent of ${place} has started`,
        () => output.includes('"event":"started"'),
        40_000,
        () => output,
      );
      return child;
    },
    async close() {
      for (const place of names) {
        const { stdout } = await ip("netns", "pids", space(place));
        for (const pid of stdout.split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
        await ip("netns", "delete", space(place));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function invite(haidang: Haidang, name: string): Promise<string> {
  const { data } = await haidang.ask<{ code: string }>("agent", "invite", "--name", name, "--approve");
  return data.code;
}

/** A router that answers SNMP, and starts anew each time. */
export function startRouter(province: Province, place: Place): ChildProcess {
  const own = join(province.folder, `snmpd-${place}`);
  mkdirSync(own, { recursive: true });
  const config = join(own, "snmpd.conf");
  writeFileSync(config, `agentAddress udp:${province.address(place)}:161\nrocommunity bi-mat\n`);
  return province.start(place, "snmpd", ["-f", "-Lo", "-C", "-c", config, "-p", join(own, "pid")], {
    SNMP_PERSISTENT_DIR: own,
    MIBS: "",
  });
}
