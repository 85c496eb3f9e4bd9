import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sized } from "../large.ts";

const main = fileURLToPath(new URL("./notify-process.ts", import.meta.url));
const lives = sized(20, 200);
const perLife = 5;

interface Heard {
  id: string;
  purpose: string;
  incidents: { id: string }[];
}

let receiver: Server;
let url = "";
let folder = "";
/** What the receiver does with what comes: takes it, says that it cannot, or never answers. */
let mood: "takes" | "fails" | "holds" = "takes";
const heard: Heard[] = [];
const said: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "haidang-notify-kill-"));
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      if (mood === "holds") return;
      if (mood === "takes") heard.push(JSON.parse(body) as Heard);
      response.statusCode = mood === "takes" ? 200 : 503;
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => {
  receiver.close();
  receiver.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function live(...counts: number[]): { child: ChildProcess; line: (text: string) => Promise<void> } {
  const child = spawn(process.execPath, [main, join(folder, "data"), url, ...counts.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const waiting: { text: string; found: () => void }[] = [];
  createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => {
    said.push(line);
    for (const { text, found } of waiting) if (line === text) found();
  });
  return { child, line: (text) => new Promise((found) => waiting.push({ text, found })) };
}

async function kill(child: ChildProcess): Promise<void> {
  const over = once(child, "exit");
  child.kill("SIGKILL");
  await over;
}

/** Fires what earlier lives did not come to, ends some, and waits until nothing is left to deliver. */
async function settle(ends: number): Promise<void> {
  mood = "takes";
  const { child, line } = live(1000, lives * perLife, ends);
  await line(`ended SC-${1000 + ends - 1}`);
  await line("over");
  await kill(child);
}

/** Deliveries in the order they came, one for each incident in them. */
function deliveries(): { id: string; isEnd: boolean; incident: string }[] {
  return heard.flatMap(({ id, purpose, incidents }) =>
    incidents.map((incident) => ({ id, isEnd: purpose === "resolved", incident: incident.id })),
  );
}

function repeated(): { id: string; firstId: string | undefined }[] {
  const all = deliveries();
  return all.flatMap(({ id, incident, isEnd }, index) => {
    const first = all.findIndex((one) => one.incident === incident && one.isEnd === isEnd);
    return first === index ? [] : [{ id, firstId: all[first]?.id }];
  });
}

function namesOf(word: "fired" | "ended"): string[] {
  return said.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

it(
  "kill -9 between decision and delivery, and a receiver that is down: each arrives, in order, once",
  async () => {
    for (let number = 0; number < lives; number += 1) {
      mood = number >= 8 && number < 11 ? "fails" : "holds";
      const firstId = 1000 + number * perLife;
      const { child, line } = live(firstId, perLife, 0);
      // another moment each time: right after the first is decided, up to after the last
      await line(`fired SC-${firstId + (number % perLife)}`);
      await kill(child);
    }
    expect(heard).toEqual([]);
    await settle(40);

    expect(said.filter((line) => line.startsWith("fault"))).toEqual([]);
    // a kill can fall between a decision's commit and the line that tells of it
    const told = namesOf("fired");
    expect(new Set(told).size, "what was committed before a kill is not fired again").toBe(told.length);
    const fired = Array.from({ length: lives * perLife }, (_, at) => `SC-${1000 + at}`);
    expect(told.filter((id) => !fired.includes(id))).toEqual([]);
    const all = deliveries();
    const first = (incident: string, isEnd: boolean) =>
      all.findIndex((one) => one.incident === incident && one.isEnd === isEnd);
    expect(fired.filter((id) => first(id, false) === -1)).toEqual([]);
    const ended = namesOf("ended");
    expect(ended).toHaveLength(40);
    expect(ended.filter((id) => first(id, true) < first(id, false))).toEqual([]);
    expect(repeated().length).toBeLessThanOrEqual(Math.floor(all.length / 100));
  },
  sized(60_000, 1_800_000),
);

it("kills while messages are under way repeat some, each under the id it had", async () => {
  for (let number = 0; number < 4; number += 1) {
    const { child, line } = live(2000 + number * perLife, perLife, 0);
    await line(`fired SC-${2000 + number * perLife + perLife - 1}`);
    await kill(child);
  }
  const { child, line } = live();
  await line("over");
  await kill(child);
  const arrived = new Set(deliveries().map(({ incident }) => incident));
  expect(namesOf("fired").filter((id) => !arrived.has(id))).toEqual([]);
  for (const { id, firstId } of repeated()) expect(id).toBe(firstId);
}, 60_000);
