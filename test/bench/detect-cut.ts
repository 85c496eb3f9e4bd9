import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Incident } from "@haidang/contract/incident.ts";
import { installHaidang, until } from "../acceptance/haidang.ts";
import { missing } from "./cpu.ts";
import { type Pace, startAlertmanager } from "./peers/alertmanager.ts";
import { type Row, shareOf } from "./row.ts";
import { openStar, type Star } from "./star.ts";

/** Each cable is cut once: one that is cut again and again is flapping. The first few for as long as the slowest peer needs. */
const cuts = 16;
const longCuts = 5;
const lossySites = 9;
const sites = cuts + lossySites;
const lossShare = 0.1;
const quietMs = 600_000;
const patienceMs = 180_000;
/** Incidents within half a minute go into one notification: each cut stands for itself. */
const apartMs = 32_000;

/** What a webhook got: of ours in our words, of Alertmanager in its own. */
interface Told {
  atMs: number;
  path: string;
  site: number;
  isOver: boolean;
}
type Who = "ours" | Pace;

/**
 * From a cable cut to a webhook, through the real processes with their default settings, nine lossy lines beside it;
 * peers ping the same cables in the same run.
 */
export async function cutRows(): Promise<Row[]> {
  const work = "link cut to webhook";
  const lacking = ["ip", "fping", "iptables"].flatMap((tool) => missing(tool, tool) ?? []);
  if (lacking.length > 0 || process.getuid?.() !== 0) {
    return [{ work, ours: undefined, digits: 2, unit: "s", note: "needs root, ip, fping and iptables" }];
  }
  const star = await openStar(sites);
  const receiver = await startReceiver(star);
  const hub = onHub(star);
  const haidang = installHaidang(hub, 8700, { HAIDANG_EGRESS_ALLOW: "127.0.0.1", HAIDANG_LANG: "en" });
  const on = (command: string, ...args: string[]) => hub.on("hub", command, ...args);
  const hook = (name: string) => `http://127.0.0.1:${receiver.port}/${name}`;
  const peers = (["default", "tuned"] as const).map((pace) => ({
    pace,
    running: startAlertmanager(on, { addresses: star.addresses, webhook: hook(pace), pace }),
  }));
  try {
    await haidang.start();
    await haidang.apply(inventoryOf(star, hook("ours")));
    await until("every link is up", () => allUp(haidang), 60_000);
    for (let site = cuts; site < sites; site += 1) await star.lose(site, lossShare);
    const begunMs = Date.now();
    const watched: Who[] = [
      "ours",
      ...peers.flatMap(({ pace, running }) => (typeof running === "string" ? [] : [pace])),
    ];
    const delays = await cutAll(star, receiver.told, watched);
    await pause(Math.max(0, begunMs + quietMs - Date.now()));
    const falseOnes = receiver.told.filter(({ atMs, site }) => atMs > begunMs && site >= cuts);
    const whyNot = Object.fromEntries(
      peers.flatMap(({ pace, running }) => (typeof running === "string" ? [[pace, running]] : [])),
    );
    return rowsOf(work, delays, { falseOnes, whyNot });
  } finally {
    for (const { running } of peers) if (typeof running !== "string") await running.stop();
    receiver.process.kill();
    await haidang.stop();
    await haidang.remove();
    await star.close();
  }
}

/** Seconds from each cut to each one's webhook. */
async function cutAll(
  star: Star,
  told: readonly Told[],
  watched: readonly Who[],
): Promise<Map<Who, number[]>> {
  const delays = new Map<Who, number[]>(watched.map((who) => [who, []]));
  for (let round = 0; round < cuts; round += 1) {
    const site = round;
    const waited = watched.filter((who) => who !== "default" || round < longCuts);
    // a random moment of the second, of the window and of every peer's round, and no outage of a minute ago to go with
    await pause(apartMs + Math.random() * 10_000);
    const seen = told.length;
    const cutMs = Date.now();
    await star.cut(site);
    const first = (who: Who, isOver: boolean) =>
      told.slice(seen).find((one) => one.path === `/${who}` && one.site === site && one.isOver === isOver);
    await until(
      "all webhooks are told of the cut",
      () => waited.every((who) => first(who, false) !== undefined),
      patienceMs,
    );
    for (const who of waited) delays.get(who)?.push(((first(who, false)?.atMs ?? Number.NaN) - cutMs) / 1000);
    await star.mend(site);
    const soon = waited.filter((who) => who !== "default");
    await until(
      "webhooks are told of the mending",
      () => soon.every((who) => first(who, true) !== undefined),
      patienceMs,
    );
  }
  return delays;
}

const named = (who: Pace) => `Prometheus + blackbox + Alertmanager, ${who}`;

function rowsOf(
  work: string,
  delays: ReadonlyMap<Who, readonly number[]>,
  { falseOnes, whyNot }: { falseOnes: readonly Told[]; whyNot: Readonly<Record<string, string>> },
): Row[] {
  const figure = { digits: 2, unit: "s" };
  const of = (pick: (seconds: readonly number[]) => number) => ({
    ours: pick(delays.get("ours") ?? []),
    peers: Object.fromEntries(
      (["default", "tuned"] as const).map((who) => {
        const seconds = delays.get(who);
        return [named(who), seconds === undefined ? (whyNot[who] ?? "") : pick(seconds)];
      }),
    ),
  });
  const falseOf = (who: Who) => falseOnes.filter(({ path, isOver }) => path === `/${who}` && !isOver).length;
  return [
    {
      work: `${work}, median of ${cuts}`,
      ...figure,
      ...of((seconds) => shareOf(seconds, 0.5)),
      note: `the default one was cut ${longCuts} times`,
    },
    { work: `${work}, p95`, ...figure, bar: 4, ...of((seconds) => shareOf(seconds, 0.95)) },
    { work: `${work}, slowest`, ...figure, ...of((seconds) => Math.max(...seconds)) },
    {
      work: `told of ${lossySites} links that lose ${lossShare * 100} %, 10 min`,
      ours: falseOf("ours"),
      digits: 0,
      unit: "times",
      bar: 0,
      peers: { [named("default")]: falseOf("default"), [named("tuned")]: falseOf("tuned") },
    },
  ];
}

const linkId = (site: number) => `link-${site}`;

function inventoryOf({ addresses }: Star, hook: string): string {
  return [
    "units: [{ id: tinh, name: Tỉnh, kind: province }]",
    "sites:",
    ...addresses.map((_, site) => `  - { id: site-${site}, name: Xã ${site}, unit: tinh }`),
    "links:",
    ...addresses.map(
      (address, site) =>
        `  - { id: ${linkId(site)}, name: Đường ${site}, site: site-${site}, address: ${address}, carrier: A }`,
    ),
    `channels: [{ id: noc, name: NOC, kind: webhook, url: "${hook}" }]`,
    "",
  ].join("\n");
}

async function allUp(haidang: ReturnType<typeof installHaidang>): Promise<boolean> {
  const { data } = await haidang.ask<Array<{ id: string; class: string }>>("link", "list");
  return Array.from({ length: sites }, (_, site) => linkId(site)).every((id) =>
    data.some((link) => link.id === id && link.class === "up"),
  );
}

function onHub({ hub }: Star) {
  const on = (_host: "hub" | "site", command: string, ...args: string[]): [string, string[]] => [
    "ip",
    ["netns", "exec", hub, command, ...args],
  ];
  return {
    on,
    start(
      host: "hub" | "site",
      command: string,
      args: string[],
      options: { env?: NodeJS.ProcessEnv } = {},
    ): ChildProcess {
      const [file, line] = on(host, command, ...args);
      return spawn(file, line, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...options.env },
      });
    },
  };
}

async function startReceiver(star: Star): Promise<{ process: ChildProcess; port: number; told: Told[] }> {
  const entry = fileURLToPath(new URL("./receiver.ts", import.meta.url));
  const [file, args] = onHub(star).on("hub", process.execPath, entry);
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const told: Told[] = [];
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise<number>((resolve) => {
    lines.on("line", (line) => {
      const read: { port: number } | Got = JSON.parse(line);
      if ("port" in read) resolve(read.port);
      else told.push(...tellings(read));
    });
  });
  return { process: child, port, told };
}

interface Got {
  atMs: number;
  path: string;
  body: {
    purpose?: string;
    incidents?: readonly Incident[];
    alerts?: ReadonlyArray<{ status: string; labels: { instance: string } }>;
  };
}

/** Ours tells of incidents, Alertmanager of alerts. */
function tellings({ atMs, path, body }: Got): Told[] {
  const ours = (body.incidents ?? []).map(({ root }) => ({
    atMs,
    path,
    site: Number(root.id.replace(/^\D+/, "")),
    isOver: body.purpose === "resolved",
  }));
  const theirs = (body.alerts ?? []).map(({ status, labels }) => ({
    atMs,
    path,
    site: Number(labels.instance.split(".")[2]),
    isOver: status === "resolved",
  }));
  return [...ours, ...theirs];
}
