import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { readEndpoint } from "../scripts/start/server.ts";

/**
 * `npm run screenshots [-- <data folder>]`: pictures of every page of a demonstration that runs (`npm run demo`), for docs/pages.md.
 * It plans a meeting and maintenance there and makes a report, so that these pages have something on them.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const data = process.argv[2] ?? join(root, "data-demo");
const out = join(root, "docs/images/pages");
const hourMs = 3_600_000;

/** Screens people sit at. */
const screens = {
  wall: { viewport: { width: 1920, height: 1080 }, theme: "dark", language: "vi" },
  desk: { viewport: { width: 1366, height: 800 }, theme: "dark", language: "vi" },
  light: { viewport: { width: 1366, height: 800 }, theme: "light", language: "en" },
  phone: { viewport: { width: 390, height: 844 }, theme: "dark", language: "vi" },
} as const;
type Screen = keyof typeof screens;

const endpoint = readEndpoint(data);
if (endpoint === undefined) throw new Error(`nothing runs with the data folder ${data}: npm run demo first`);
const { url } = endpoint;
const key = readFileSync(join(data, "admin.key"), "utf8").trim();

async function api(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return z.object({ data: z.unknown() }).parse(await answer.json()).data;
}

const idsSchema = z.array(z.object({ id: z.string() }));
async function firstOf(path: string): Promise<string> {
  const [first] = idsSchema.parse(await api(path));
  if (first === undefined) throw new Error(`${path} has nothing to show`);
  return first.id;
}

/** What pages need that nothing measured brings; each only once. */
async function prepare(nowMs: number): Promise<{ meeting: string; report: string; incident: string }> {
  const known = idsSchema.parse(await api("conferences"));
  if (known.length === 0) {
    const startMs = Math.ceil(nowMs / hourMs) * hourMs + hourMs;
    await api("conferences", { name: "Giao ban trực tuyến 54 xã", startMs, durationMin: 120 });
  }
  if (idsSchema.parse(await api("maintenance")).length === 0) {
    const weekly = { days: ["sat", "sun"], hours: "22:00-02:00", firstDay: "2026-11-01" };
    await api("maintenance", {
      scope: { object: { kind: "unit", id: "co-to" } },
      time: { weekly },
      reason: "điện lực bảo trì định kỳ",
    });
    const fromMs = Math.ceil(nowMs / hourMs) * hourMs + 20 * hourMs;
    await api("maintenance", {
      scope: { object: { kind: "link", id: "ubnd-van-don-1" } },
      time: { fromMs, toMs: fromMs + 2 * hourMs },
      reason: "nâng tốc độ kênh",
    });
  }
  const [from, to] = [nowMs - 24 * hourMs, nowMs].map((ms) => new Date(ms).toISOString());
  const made = await api("reports", { kind: "sla", from, to });
  const { head } = z.object({ head: z.object({ number: z.string() }) }).parse(made);
  return { meeting: await firstOf("conferences"), report: head.number, incident: await firstOf("incidents") };
}

async function signedIn(browser: Browser) {
  const { code } = z.object({ code: z.string() }).parse(await api("session-codes", {}));
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/#code=${code}`);
  await page.locator("main .card").first().waitFor();
  return context.storageState();
}

async function shoot(page: Page, path: string, name: string): Promise<void> {
  await page.goto(`${url}${path}`);
  await page.locator("main .card, main .tile").first().waitFor({ timeout: 20_000 });
  // charts and lists that are asked for once the page stands
  await page.waitForTimeout(2_500);
  const file = join(out, `${name}.jpg`);
  await page.screenshot({ path: file, type: "jpeg", quality: 62 });
  process.stdout.write(`${file}\n`);
}

async function open(browser: Browser, screen: Screen, state: Awaited<ReturnType<typeof signedIn>>) {
  const { viewport, theme, language } = screens[screen];
  const context: BrowserContext = await browser.newContext({ viewport, storageState: state });
  const chosen = JSON.stringify({ theme, language });
  await context.addInitScript(
    `for (const [name, value] of Object.entries(${chosen})) localStorage.setItem("haidang." + name, value);`,
  );
  return { context, page: await context.newPage() };
}

mkdirSync(out, { recursive: true });
const { meeting, report, incident } = await prepare(Date.now());
const pages: Readonly<Record<string, string>> = {
  overview: "/",
  "data-centre": "/data-centre",
  incident: `/incident/${incident}`,
  unit: "/unit/ba-che",
  link: "/link/ubnd-ba-che-1",
  device: `/device/${await firstOf("devices")}`,
  video: `/video/${await firstOf("video")}`,
  conferences: "/conferences",
  conference: `/conference/${meeting}`,
  maintenance: "/works",
  reports: "/reports",
  report: `/report/${report}`,
  agents: "/agents",
  notifications: "/alerting",
  inventory: "/inventory",
  people: "/people",
};
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const state = await signedIn(browser);
  for (const screen of ["wall", "desk", "light", "phone"] as const) {
    const { context, page } = await open(browser, screen, state);
    for (const [name, path] of Object.entries(pages)) {
      if (screen === "wall" && name !== "overview" && name !== "data-centre") continue;
      await shoot(page, screen === "wall" ? `${path}?kiosk` : path, `${name}-${screen}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
}
