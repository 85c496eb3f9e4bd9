import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { type Played, playProvince } from "./cli-province.ts";
import { median, type Row } from "./row.ts";
import type { ControlPlane } from "./store-server.ts";

const rounds = 5;
const updates = 1_000;
const updatingMs = 180_000;
/** What a page keeps of each object has come by then. */
const filledMs = 60_000;
const hourMs = 3_600_000;
const betweenHeapsMs = 600_000;
/** By then the page has as much of each object as it ever keeps: a heap that grows afterwards grows for ever. */
const fullAfter = 3;
const flatMb = 1;

/** The page in Chromium on the reference province: how soon it stands, what it weighs, how soon news shows, what it costs. */
export async function pageRows(): Promise<Row[]> {
  return withProvince(async (province, browser) => {
    const storageState = await signedIn(browser, province);
    const firstViews: number[] = [];
    let scriptBytes = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const context = await browser.newContext({ storageState, viewport: { width: 1920, height: 1080 } });
      const page = await context.newPage();
      const tookMs = await firstView(page, province);
      // the first warms what the control plane reads from its disk
      if (round > 0) firstViews.push(tookMs);
      scriptBytes = await scriptsOf(page);
      await context.close();
    }
    const context = await browser.newContext({ storageState, viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await firstView(page, province);
    await province.round();
    const news: number[] = [];
    for (let round = 0; round < rounds; round += 1) news.push(await newsOnScreen(page, province));
    const { share, growthMb, sent } = await updating(page, province, updatingMs);
    return [
      {
        ...{ work: "first view of the overview, nothing cached, median of 5", ours: median(firstViews) },
        ...{ digits: 0, unit: "ms", bar: 1000, note: `slowest ${Math.round(Math.max(...firstViews))} ms` },
      },
      {
        work: "script of the first view, compressed",
        ours: scriptBytes / 1000,
        digits: 1,
        unit: "kB",
        bar: 120,
      },
      {
        ...{ work: "from the acknowledged result to the screen, median of 5", ours: median(news) },
        ...{ digits: 0, unit: "ms", bar: 1000, note: `slowest ${Math.round(Math.max(...news))} ms` },
      },
      {
        ...{ work: `main thread while ${sent} objects bring news each second`, ours: share * 100 },
        ...{ digits: 1, unit: "%", bar: 10 },
      },
      {
        work: "memory of the page after the third minute of it, more than after the first",
        ours: growthMb,
        digits: 1,
        unit: "MB",
      },
    ];
  });
}

/** The overview left open for an hour while 1,000 objects bring news each second: whether its memory stays. */
export async function pageHourRows(): Promise<Row[]> {
  return withProvince(async (province, browser) => {
    const storageState = await signedIn(browser, province);
    const context = await browser.newContext({ storageState, viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await firstView(page, province);
    const { share, sent, heaps } = await updating(page, province, hourMs);
    return [
      {
        work: `memory of the page after an hour of ${sent} objects with news each second, more than after half of it`,
        ...{
          ours: (heaps.at(-1) ?? Number.NaN) - (heaps[fullAfter] ?? Number.NaN),
          digits: 1,
          unit: "MB",
          bar: flatMb,
        },
        note: `every ten minutes ${heaps.map((heapMb) => heapMb.toFixed(1)).join(", ")} MB`,
      },
      { work: "main thread meanwhile", ours: share * 100, digits: 1, unit: "%", bar: 10 },
    ];
  });
}

/** How often asked, a view of the overview in a browser of its own with nothing cached, ms. */
export async function firstViews(server: ControlPlane, times: number): Promise<number[]> {
  const browser = await launchBrowser();
  try {
    const storageState = await signedIn(browser, { server });
    const took: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const context = await browser.newContext({ storageState, viewport: { width: 1920, height: 1080 } });
      took.push(await firstView(await context.newPage(), { server }));
      await context.close();
    }
    return took;
  } finally {
    await browser.close();
  }
}

function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"],
  });
}

async function withProvince(measure: (province: Played, browser: Browser) => Promise<Row[]>): Promise<Row[]> {
  const province = await playProvince(Date.now());
  const browser = await launchBrowser();
  try {
    await province.round();
    return await measure(province, browser);
  } finally {
    await browser.close();
    await province.remove();
  }
}

/** A view may take so long, ms; beyond that nobody waits. */
const patienceMs = 120_000;

async function signedIn(browser: Browser, { server: { url, folder } }: Pick<Played, "server">) {
  const key = readFileSync(join(folder, "admin.key"), "utf8").trim();
  const answer = await fetch(`${url}/api/v1/session-codes`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: "{}",
  });
  const { data } = z.object({ data: z.object({ code: z.string() }) }).parse(await answer.json());
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/#code=${data.code}`);
  await page.locator(".sites .tile").first().waitFor({ timeout: patienceMs });
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Until the tiles of the sites and the map stand. */
async function firstView(page: Page, { server: { url } }: Pick<Played, "server">): Promise<number> {
  const begunMs = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(".sites .tile").first().waitFor({ timeout: patienceMs });
  await page.locator(".map .mark").first().waitFor({ timeout: patienceMs });
  return performance.now() - begunMs;
}

async function scriptsOf(page: Page): Promise<number> {
  const sizes = await page.evaluate(
    "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).map(({ encodedBodySize }) => encodedBodySize)",
  );
  return z
    .array(z.number())
    .parse(sizes)
    .reduce((sum, size) => sum + size, 0);
}

async function newsOnScreen(page: Page, province: Played): Promise<number> {
  const down = page.locator(".troubles .at-down");
  const before = await down.count();
  await province.cut();
  const begunMs = performance.now();
  await down.nth(before).waitFor({ timeout: 10_000 });
  return performance.now() - begunMs;
}

async function updating(
  page: Page,
  province: Played,
  forMs: number,
): Promise<{ share: number; growthMb: number; sent: number; heaps: number[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const metric = async (name: string) => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  };
  const heapMb = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await metric("JSHeapUsedSize")) / 1e6;
  };
  const [busyBefore, begunMs] = [await metric("TaskDuration"), performance.now()];
  const bringNews = async (untilMs: number) => {
    while (performance.now() - begunMs < untilMs) {
      const turnMs = performance.now();
      await province.windows(updates);
      await pause(Math.max(0, 1000 - (performance.now() - turnMs)));
    }
  };
  await bringNews(filledMs);
  const heaps = [await heapMb()];
  for (let untilMs = filledMs; untilMs < forMs; ) {
    untilMs = Math.min(untilMs + betweenHeapsMs, forMs);
    await bringNews(untilMs);
    heaps.push(await heapMb());
  }
  const share = (await metric("TaskDuration")) - busyBefore;
  const seconds = (performance.now() - begunMs) / 1000;
  const growthMb = (heaps.at(-1) ?? Number.NaN) - (heaps[0] ?? Number.NaN);
  return { share: share / seconds, growthMb, sent: updates, heaps };
}
