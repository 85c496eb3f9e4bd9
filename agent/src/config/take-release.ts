import { readFileSync } from "node:fs";
import { maxReleaseBytes, type ReleaseOffer, type ReleaseReport } from "@haidang/contract/release.ts";
import { errorText, type Log } from "../self/log.ts";
import { pauseMs } from "../self/pause.ts";
import { backOffMs } from "../ship/back-off.ts";
import type { Centre } from "../ship/centre.ts";
import type { ReadConfig } from "./apply.ts";
import { isBundleOf, isSigned, keepReleases, readReleases, sha256Of, writeBundle } from "./release-file.ts";

const fetchMs = 120_000;
const longestSleepMs = 60_000;

export interface ReleaseTaker {
  /** A configuration came; with the version it offers, if any. */
  heard(config: Pick<ReadConfig, "release" | "releaseKey">, centre: Centre): void;
  /** The control plane answered: it is told what it was not told yet. */
  reached(centre: Centre): void;
  close(): void;
}

export interface TakerOptions {
  folder: string;
  /** The installed agent's code. */
  base: string;
  /** The release on trial that this process is, if it is one. */
  trialOf: number | undefined;
  log: Log;
  now: () => number;
  /** Called once the time has come to begin with the release on trial in the file. */
  onDue: () => void;
  onReached: () => void;
}

/** Takes a version that is offered: verified, fetched, verified again, begun with at its time. */
export function createReleaseTaker(options: TakerOptions): ReleaseTaker {
  const { folder, log, now } = options;
  const over = new AbortController();
  let work: { sequence: number; applyAtMs: number; abort: AbortController } | undefined;
  let isReporting = false;

  async function sendReport(centre: Centre): Promise<void> {
    const { report } = readReleases(folder);
    if (report === undefined || isReporting) return;
    isReporting = true;
    try {
      const { status } = await centre.request({
        method: "POST",
        path: "/api/v1/agent/release",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(report),
        timeoutMs: 10_000,
        signal: over.signal,
      });
      const kept = readReleases(folder);
      const isSame = JSON.stringify(kept.report) === JSON.stringify(report);
      const isTaken = status < 500 && status !== 401 && status !== 429;
      if (isSame && isTaken) keepReleases(folder, { ...kept, report: undefined });
    } catch (error) {
      log.info("release_untold", { why: errorText(error) });
    } finally {
      isReporting = false;
    }
  }

  async function tell(report: ReleaseReport, centre: Centre): Promise<void> {
    keepReleases(folder, { ...readReleases(folder), report });
    await sendReport(centre);
  }

  function refusal(offer: ReleaseOffer, announced: string | undefined): string | undefined {
    const { key, highest } = readReleases(folder);
    if (!options.base.endsWith(".cjs")) return "it runs from a checkout, and is upgraded with it";
    if (process.execve === undefined || process.platform === "win32") {
      return "no program can take another's place on this system; install the new package";
    }
    if (key === undefined || announced !== key) {
      return "the control plane signs with another key than the first this agent was told; enrol it anew";
    }
    if (!isSigned(offer, key)) return "its signature is not the control plane's";
    return offer.sequence > highest ? undefined : "it is not newer than what this agent ran already";
  }

  async function take(
    offer: ReleaseOffer,
    announced: string | undefined,
    centre: Centre,
    signal: AbortSignal,
  ) {
    const { sequence, version, applyAtMs } = offer;
    const why = refusal(offer, announced);
    if (why !== undefined) {
      log.warn("release_refused", { version, why });
      return tell({ sequence, state: "refused", why }, centre);
    }
    const bundle = await fetchBundle(offer, centre, signal);
    if (bundle === undefined) return;
    if (bundle === "other") {
      const broken = "what came is not what was signed";
      log.warn("release_refused", { version, why: broken });
      return tell({ sequence, state: "refused", why: broken }, centre);
    }
    const held = { ...offer, over: sha256Of(readFileSync(options.base)) };
    keepReleases(folder, { ...readReleases(folder), trial: { ...held, attempts: 0 } });
    writeBundle(folder, offer, bundle);
    log.info("release_fetched", { version, at: new Date(applyAtMs).toISOString() });
    await tell({ sequence, state: "fetched", why: "" }, centre);
    while (now() < applyAtMs && !signal.aborted) {
      await pauseMs(Math.min(longestSleepMs, applyAtMs - now()), signal);
    }
    if (!signal.aborted) options.onDue();
  }

  async function fetchBundle(offer: ReleaseOffer, centre: Centre, signal: AbortSignal) {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const { status, body } = await centre.request({
          method: "GET",
          path: `/api/v1/agent/release/${offer.sha256}`,
          timeoutMs: fetchMs,
          maxBytes: maxReleaseBytes,
          signal,
        });
        if (status === 200) return isBundleOf(offer, Buffer.from(body)) ? body : "other";
        log.info("release_waits", { version: offer.version, why: `status ${status}` });
      } catch (error) {
        log.info("release_waits", { version: offer.version, why: errorText(error) });
      }
      await pauseMs(backOffMs(failures, Math.random()), signal);
    }
    return undefined;
  }

  return {
    heard({ release, releaseKey }, centre) {
      const kept = readReleases(folder);
      if (releaseKey !== undefined && kept.key === undefined)
        keepReleases(folder, { ...kept, key: releaseKey });
      const isOwn = release?.sequence === options.trialOf || release?.sequence === kept.current?.sequence;
      const isAnswered =
        kept.report !== undefined &&
        kept.report.state !== "fetched" &&
        kept.report.sequence === release?.sequence;
      const isSame = work?.sequence === release?.sequence && work?.applyAtMs === release?.applyAtMs;
      if (release !== undefined && isSame) return;
      work?.abort.abort();
      work = undefined;
      if (release === undefined || isOwn || isAnswered || options.trialOf !== undefined) return;
      const abort = new AbortController();
      work = { sequence: release.sequence, applyAtMs: release.applyAtMs, abort };
      const signal = AbortSignal.any([over.signal, abort.signal]);
      void take(release, releaseKey, centre, signal).catch((error: unknown) => {
        log.warn("release_refused", { version: release.version, why: errorText(error) });
        work = undefined;
      });
    },
    reached(centre) {
      options.onReached();
      if (options.trialOf === undefined) void sendReport(centre);
    },
    close: () => over.abort(),
  };
}
