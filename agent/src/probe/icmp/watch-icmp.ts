import { isIP } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { ContinuousProbe, Emission, Measurement } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import type { EchoTool } from "./echo.ts";
import { findIcmpTool } from "./find-icmp-tool.ts";
import { fpingTool } from "./fping-tool.ts";
import { pingTool } from "./ping-tool.ts";
import { createStreams } from "./streams.ts";
import { createSuspects } from "./suspects.ts";
import {
  startVerdict,
  stepVerdict,
  type VerdictEmission,
  type VerdictEvent,
  type VerdictState,
} from "./verdict.ts";

export interface WatchIcmpOptions {
  /** Name that goes into the `agent` tag. */
  agent: string;
  /** UTC ms; the clock fping stamps its lines with. */
  now: () => number;
  emit: (emission: Emission) => void;
  /** Told once when the tool stops working and once when it works again. */
  log?: (message: string) => void;
  /** Without it, the tool `findIcmpTool` finds. */
  tool?: EchoTool;
}

type IcmpCheck = CheckOf<"icmp">;

interface Watched {
  check: IcmpCheck;
  /** Everything of the check that matters here, to tell a changed one. */
  key: string;
  ip: string | undefined;
  state: VerdictState;
}

const tickMs = 250;
const resolveEveryMs = 60_000;
const resolveRetryMs = 10_000;

/** Beyond a second a failure could not be told within three; fping would swallow a later reply. */
const maxTimeoutMs = 1000;

/** Starts the continuous icmp probe. It watches nothing until it is told a list. */
export async function watchIcmp(options: WatchIcmpOptions): Promise<ContinuousProbe> {
  const tool = options.tool ?? (await chooseTool(options));
  return createWatch(options, tool);
}

async function chooseTool({ now, log }: WatchIcmpOptions): Promise<EchoTool> {
  const found = await findIcmpTool();
  if ("missing" in found) log?.(`icmp: ${found.detail}`);
  else if (found.by === "ping") log?.(`icmp: using ping, ${found.detail ?? "fping does not run"}`);
  // Without any tool fping is tried on: it works as soon as somebody installs or permits it.
  return "by" in found && found.by === "ping" ? pingTool({ now }) : fpingTool({ now });
}

function createWatch(options: WatchIcmpOptions, tool: EchoTool): ContinuousProbe {
  const { agent, now, emit, log } = options;
  const watched = new Map<string, Watched>();
  const closing = new AbortController();
  let byAddress = new Map<string | undefined, Watched[]>();
  let faulty = false;
  let resolving: NodeJS.Timeout | undefined;

  function apply(entries: Iterable<Watched>, event: VerdictEvent): void {
    const measurements: Measurement[] = [];
    let urgent = false;
    for (const entry of entries) {
      const step = stepVerdict(entry.state, event);
      entry.state = step.state;
      for (const emission of step.emissions) {
        measurements.push(measurementOf(agent, entry.check, emission));
        urgent ||= emission.urgent;
      }
      const { suspicion } = entry.state;
      if (suspicion !== undefined && entry.ip !== undefined) {
        suspects.add({ address: entry.ip, unsent: suspicion.unsent });
      }
    }
    if (measurements.length > 0) emit({ measurements, urgent });
  }

  const at = (address: string) => byAddress.get(address) ?? [];

  const suspects = createSuspects(tool, closing.signal, (address, outcome) => {
    apply(at(address), { type: "burst", outcome, nowMs: now() });
  });

  const streams = createStreams(tool, {
    onEvents(events) {
      if (faulty) {
        faulty = false;
        log?.(`icmp: ${tool.by} works again`);
      }
      for (const event of events) apply(at(event.address), event);
    },
    onFault(fault, addresses) {
      if (!faulty) log?.(`icmp: ${fault.detail}`);
      faulty = true;
      apply(addresses.flatMap(at), { type: "standing", outcome: "cannot", ...fault, nowMs: now() });
    },
  });

  function restream(): void {
    byAddress = Map.groupBy(watched.values(), (entry) => entry.ip);
    const wanted = [...watched.values()].flatMap(({ check, ip }) =>
      ip === undefined ? [] : [{ address: ip, timeoutMs: timeoutOf(check) }],
    );
    streams.set(wanted);
  }

  /** Names are asked for again each minute; an address that was found stays until another is. */
  async function resolveNames(): Promise<void> {
    clearTimeout(resolving);
    const named = [...watched.values()].filter((entry) => isIP(entry.check.settings.address) === 0);
    if (named.length === 0) return;
    let failed = false;
    await Promise.all(
      named.map(async (entry) => {
        const found = await resolveAddress(entry.check.settings.address, closing.signal);
        if (closing.signal.aborted || watched.get(entry.check.id) !== entry) return;
        if ("ip" in found) entry.ip = found.ip;
        else if (entry.ip === undefined) {
          failed = true;
          const { fault: detail } = found;
          apply([entry], {
            type: "standing",
            outcome: "failed",
            reason: "dns_failure",
            detail,
            nowMs: now(),
          });
        }
      }),
    );
    if (closing.signal.aborted) return;
    restream();
    clearTimeout(resolving);
    resolving = setTimeout(() => void resolveNames(), failed ? resolveRetryMs : resolveEveryMs);
  }

  const ticking = setInterval(() => apply(watched.values(), { type: "tick", nowMs: now() }), tickMs);

  return {
    watch(checks) {
      const icmp = checks.filter((check): check is IcmpCheck => check.probe === "icmp");
      const kept = new Map(icmp.map((check) => [check.id, JSON.stringify(check)]));
      const gone = [...watched.values()].filter((entry) => kept.get(entry.check.id) !== entry.key);
      apply(gone, { type: "end" });
      for (const entry of gone) watched.delete(entry.check.id);
      for (const check of icmp) {
        if (!watched.has(check.id)) watched.set(check.id, startWatched(check, { tool, nowMs: now() }));
      }
      restream();
      void resolveNames();
    },
    async close() {
      closing.abort();
      clearInterval(ticking);
      clearTimeout(resolving);
      await Promise.all([streams.stop(), suspects.idle()]);
      apply(watched.values(), { type: "end" });
      watched.clear();
    },
  };
}

function startWatched(check: IcmpCheck, { tool, nowMs }: { tool: EchoTool; nowMs: number }): Watched {
  const { address } = check.settings;
  // An unsent request is known only a period after its timeout, and the lines take their time.
  const settleMs = timeoutOf(check) + tool.periodMs + 300;
  return {
    check,
    key: JSON.stringify(check),
    ip: isIP(address) === 0 ? undefined : address,
    state: startVerdict({ windowMs: check.intervalMs, settleMs, nowMs }),
  };
}

function timeoutOf(check: IcmpCheck): number {
  return Math.min(check.timeoutMs, maxTimeoutMs);
}

function measurementOf(agent: string, check: IcmpCheck, emission: VerdictEmission): Measurement {
  const { timeMs, verdict, window } = emission;
  const { target } = check;
  const tags = { agent, kind: target.kind, id: target.id };
  const why =
    verdict.outcome === "ok"
      ? {}
      : { reason: verdict.reason, ...(verdict.detail === undefined ? {} : { detail: verdict.detail }) };
  return {
    result: { probe: "icmp", target, timeMs, outcome: verdict.outcome, ...why },
    points: window === undefined ? [] : [measure("icmp", tags, { ...window }, timeMs)],
  };
}
