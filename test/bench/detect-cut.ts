import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Incident } from "@haidang/contract/incident.ts";
import { installHaidang, until } from "../acceptance/haidang.ts";
import { missing } from "./cpu.ts";
import { type Row, shareOf } from "./row.ts";
import { openStar, type Star } from "./star.ts";

const sites = 10;
/** The cable that is cut; all others lose packets. */
const cutSite = 0;
const cuts = 16;
const lossShare = 0.1;
const quietMs = 600_000;

interface Told {
  atMs: number;
  purpose: string;
  incidents: readonly Incident[];
}

/** From a cable cut to a webhook, through the real processes with their default settings, nine lossy lines beside it. */
export async function cutRows(): Promise<Row[]> {
  const work = "link cut to webhook";
  const lacking = ["ip", "fping", "iptables"].flatMap((tool) => missing(tool, tool) ?? []);
  if (lacking.length > 0 || process.getuid?.() !== 0) {
    return [{ work, ours: undefined, digits: 2, unit: "s", note: "needs root, ip, fping and iptables" }];
  }
  const star = await openStar(sites);
  const receiver = await startReceiver(star);
  const haidang = installHaidang(onHub(star), 8700, {
    HAIDANG_EGRESS_ALLOW: "127.0.0.1",
    HAIDANG_LANG: "en",
  });
  try {
    await haidang.start();
    await haidang.apply(inventoryOf(star, receiver.port));
    await until("every link is up", () => allUp(haidang), 60_000);
    for (let site = 0; site < sites; site += 1) if (site !== cutSite) await star.lose(site, lossShare);
    const begunMs = Date.now();
    const delays: number[] = [];
    for (let round = 0; round < cuts; round += 1) delays.push(await cutOnce(star, receiver.told));
    await pause(Math.max(0, begunMs + quietMs - Date.now()));
    const falseOnes = receiver.told.filter(
      ({ atMs, incidents }) => atMs > begunMs && incidents.some((one) => one.root.id !== linkId(cutSite)),
    );
    return rowsOf(work, delays, falseOnes);
  } finally {
    receiver.process.kill();
    await haidang.stop();
    await haidang.remove();
    await star.close();
  }
}

function rowsOf(work: string, delaysMs: readonly number[], falseOnes: readonly Told[]): Row[] {
  const seconds = delaysMs.map((delay) => delay / 1000);
  const figure = { digits: 2, unit: "s" };
  const names = new Set(
    falseOnes.flatMap(({ incidents }) => incidents.map(({ rootName, alert }) => `${rootName} ${alert}`)),
  );
  return [
    { work: `${work}, median of ${cuts}`, ours: shareOf(seconds, 0.5), ...figure },
    {
      work: `${work}, p95`,
      ours: shareOf(seconds, 0.95),
      ...figure,
      bar: 4,
      peers: {
        "Prometheus + blackbox + Alertmanager": "56 (tuned 6.9), median",
        icinga2: "140 (tuned 15), median",
        smokeping: "8.4 tuned, median (measured before, not run here)",
      },
    },
    { work: `${work}, slowest`, ours: Math.max(...seconds), ...figure },
    {
      work: `notifications about nine links that lose ${lossShare * 100} % for ${quietMs / 60_000} min`,
      ours: falseOnes.length,
      digits: 0,
      unit: "",
      bar: 0,
      ...(names.size === 0 ? {} : { note: [...names].join(", ") }),
    },
  ];
}

const linkId = (site: number) => `link-${site}`;

function inventoryOf({ addresses }: Star, port: number): string {
  return [
    "units: [{ id: tinh, name: Tỉnh, kind: province }]",
    "sites:",
    ...addresses.map((_, site) => `  - { id: site-${site}, name: Xã ${site}, unit: tinh }`),
    "links:",
    ...addresses.map(
      (address, site) =>
        `  - { id: ${linkId(site)}, name: Đường ${site}, site: site-${site}, address: ${address}, carrier: A }`,
    ),
    `channels: [{ id: noc, name: NOC, kind: webhook, url: "http://127.0.0.1:${port}/hook" }]`,
    "",
  ].join("\n");
}

async function allUp(haidang: ReturnType<typeof installHaidang>): Promise<boolean> {
  const { data } = await haidang.ask<Array<{ id: string; class: string }>>("link", "list");
  return Array.from({ length: sites }, (_, site) => linkId(site)).every((id) =>
    data.some((link) => link.id === id && link.class === "up"),
  );
}

/** A cut at a random moment of the second and of the window, told, mended, told again. */
async function cutOnce(star: Star, told: readonly Told[]): Promise<number> {
  await pause(3_000 + Math.random() * 10_000);
  const seen = told.length;
  const cutMs = Date.now();
  await star.cut(cutSite);
  const isOfCut = ({ incidents }: Told) => incidents.some(({ root }) => root.id === linkId(cutSite));
  const next = (purpose: (told: Told) => boolean) =>
    told.slice(seen).find((one) => isOfCut(one) && purpose(one));
  await until("the webhook is told of the cut", () => next(isBad) !== undefined, 60_000);
  const arrivedMs = next(isBad)?.atMs ?? Number.NaN;
  await star.mend(cutSite);
  await until("the webhook is told of the mending", () => next(isOver) !== undefined, 120_000);
  return arrivedMs - cutMs;
}

const isOver = ({ purpose }: Told) => purpose === "resolved";
const isBad = (one: Told) => !isOver(one);

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
      const read: { port: number } | { atMs: number; body: Omit<Told, "atMs"> } = JSON.parse(line);
      if ("port" in read) resolve(read.port);
      else told.push({ atMs: read.atMs, ...read.body });
    });
  });
  return { process: child, port, told };
}
