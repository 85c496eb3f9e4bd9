import { isIP } from "node:net";
import type { ContinuousProbe, Emission } from "../probe.ts";
import { createStepWatch } from "./clock-step.ts";
import type { EchoListener, EchoTool } from "./echo.ts";
import { findIcmpTool } from "./find-icmp-tool.ts";
import { fpingTool } from "./fping-tool.ts";
import { createNames } from "./names.ts";
import { pingTool } from "./ping-tool.ts";
import { createStreams } from "./streams.ts";
import { createSuspects } from "./suspects.ts";
import { createTargets, type IcmpCheck } from "./targets.ts";
import type { VerdictEvent } from "./verdict.ts";

export interface WatchIcmpOptions {
  /** Name that goes into the `agent` tag. */
  agent: string;
  /** The agent's time of day, UTC ms. */
  now: () => number;
  /** The machine's clock, which fping goes by; without it `Date.now`. */
  wall?: () => number;
  emit: (emission: Emission) => void;
  /** Told once when the tool stops working and once when it works again. */
  log?: (message: string) => void;
  /** Without it, the tool `findIcmpTool` finds. */
  tool?: EchoTool;
}

const tickMs = 250;

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

function createWatch(
  { agent, now, wall = Date.now, emit, log }: WatchIcmpOptions,
  tool: EchoTool,
): ContinuousProbe {
  const closing = new AbortController();
  const targets = createTargets({
    agent,
    now,
    periodMs: tool.periodMs,
    emit,
    onSuspect: (suspect) => suspects.add(suspect),
  });
  const suspects = createSuspects(tool, closing.signal, (address, outcome) => {
    targets.apply(targets.at(address), { type: "burst", outcome, nowMs: now() });
  });
  const streams = createStreams(
    tool,
    saidOnce(tool, log, {
      onEvents(events) {
        for (const event of events) targets.apply(targets.at(event.address), event);
      },
      onFault(fault, addresses) {
        const cannot: VerdictEvent = { type: "standing", outcome: "cannot", ...fault, nowMs: now() };
        targets.apply(addresses.flatMap(targets.at), cannot);
      },
    }),
  );
  const names = createNames(closing.signal, {
    onAddress(name, ip) {
      for (const target of targets.named(name)) target.ip = ip;
    },
    onFault(name, detail) {
      const failed = { type: "standing", outcome: "failed", reason: "dns_failure" } as const;
      targets.apply(targets.named(name), { ...failed, detail, nowMs: now() });
    },
    onRound: () => streams.set(targets.wanted()),
  });
  const stepped = createStepWatch([now, wall]);
  const ticking = setInterval(() => {
    // fping goes by the machine's clock: set back an hour it would send nothing for an hour, set ahead a storm
    if (stepped()) streams.restart();
    targets.apply(targets.all(), { type: "tick", nowMs: now() });
  }, tickMs);

  return {
    watch(checks) {
      const icmp = checks.filter((check): check is IcmpCheck => check.probe === "icmp");
      targets.replace(icmp);
      names.set(icmp.map((check) => check.settings.address).filter((address) => isIP(address) === 0));
      streams.set(targets.wanted());
    },
    async close() {
      closing.abort();
      clearInterval(ticking);
      await Promise.all([streams.stop(), suspects.idle()]);
      targets.replace([]);
    },
  };
}

/** Logs the first fault of the tool, and when one of the addresses it struck is heard of again. */
function saidOnce(tool: EchoTool, log: WatchIcmpOptions["log"], listener: EchoListener): EchoListener {
  const struck = new Set<string>();
  return {
    onEvents(events) {
      if (struck.size > 0 && events.some((event) => struck.has(event.address))) {
        struck.clear();
        log?.(`icmp: ${tool.by} works again`);
      }
      listener.onEvents(events);
    },
    onFault(fault, addresses) {
      if (struck.size === 0) log?.(`icmp: ${fault.detail}`);
      for (const address of addresses) struck.add(address);
      listener.onFault(fault, addresses);
    },
  };
}
