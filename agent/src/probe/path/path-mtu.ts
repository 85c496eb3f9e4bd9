import { isIPv6 } from "node:net";
import { runChild, toolFault } from "../icmp/child.ts";
import type { ToolFault } from "../icmp/echo.ts";

/** Sizes of whole IP packets, bytes. What Ethernet carries is as far as it is worth asking. */
export const largestBytes = 1500;
/** What IPv6 asks of every path (RFC 8200 §5), and video counts on. */
const expectedBytes = 1280;
const smallestBytes = 100;

const tries = 3;
/** A loss by chance must not look like a narrow path, so the smallest size that was lost is asked for once more. */
const confirmingTries = 6;

/** What became of echo requests of one size that may not be fragmented; `atMost` is what a router or the kernel said. */
export type SizeAnswer = { passed: true } | { passed: false; atMost?: number } | { fault: ToolFault };
export type AskSize = (bytes: number, tries: number) => Promise<SizeAnswer>;

/** `bytes` is absent when not even small packets are answered. */
export type PathMtu = { bytes?: number } | { fault: ToolFault };

/**
 * The largest IP packet a path carries whole, by sending packets and counting what comes back (RFC 8899): what
 * routers say is only a hint of where to look, so that neither a black hole nor a forged message deceives.
 */
export async function searchPathMtu(ask: AskSize): Promise<PathMtu> {
  const first = await ask(largestBytes, tries);
  if ("fault" in first) return first;
  if (first.passed) return { bytes: largestBytes };
  const small = await ask(smallestBytes, tries);
  if ("fault" in small) return small;
  if (!small.passed) return {};
  const found = await narrow(ask, { good: smallestBytes, bad: largestBytes, hint: first.atMost });
  if ("fault" in found || found.told) return found;
  const confirmed = await ask(found.bytes + 1, confirmingTries);
  if ("fault" in confirmed || !confirmed.passed) return "fault" in confirmed ? confirmed : found;
  if (found.bytes + 1 >= largestBytes) return { bytes: largestBytes };
  return narrow(ask, { good: found.bytes + 1, bad: largestBytes, hint: undefined });
}

/** Halves what lies between a size that passed and one that did not; `told`: somebody said why the latter did not. */
async function narrow(
  ask: AskSize,
  between: { good: number; bad: number; hint: number | undefined },
): Promise<{ bytes: number; told: boolean } | { fault: ToolFault }> {
  let { good, bad, hint } = between;
  let told = hint !== undefined;
  while (bad - good > 1) {
    const bytes = nextSize(good, bad, hint);
    const answer = await ask(bytes, tries);
    if ("fault" in answer) return answer;
    if (answer.passed) good = bytes;
    else {
      bad = bytes;
      hint = answer.atMost;
      told = hint !== undefined;
    }
  }
  return { bytes: good, told };
}

function nextSize(good: number, bad: number, hint: number | undefined): number {
  if (hint !== undefined && hint > good && hint < bad) return hint;
  // a true hint is the last size that passes
  if (hint === good) return good + 1;
  if (expectedBytes > good && expectedBytes < bad) return expectedBytes;
  return Math.floor((good + bad) / 2);
}

const headerBytes = { ipv4: 20 + 8, ipv6: 40 + 8 } as const;
const waitMs = 1000;
const everyMs = 200;

/** Asks with the ping command of iputils, which sets "don't fragment" without privilege (fping tells no hint). */
export function askWithPing(ip: string, signal: AbortSignal): AskSize {
  const header = isIPv6(ip) ? headerBytes.ipv6 : headerBytes.ipv4;
  return async (bytes, count) => {
    let passed = false;
    let atMost: number | undefined;
    const words = [
      "-n",
      "-M",
      "do",
      "-c",
      count,
      "-i",
      everyMs / 1000,
      "-W",
      waitMs / 1000,
      "-s",
      bytes - header,
    ];
    const child = runChild("ping", [...words.map(String), "--", ip], (line) => {
      const [, mtu] = /\bmtu ?= ?(\d{2,5})\b/.exec(line.slice(0, 400)) ?? [];
      if (mtu !== undefined) atMost = Number(mtu);
      if (!/^\d{1,5} bytes from /.test(line)) return;
      passed = true;
      child.kill();
    });
    const kill = () => child.kill();
    const timer = setTimeout(kill, count * everyMs + waitMs + 2000);
    signal.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    const end = await child.ended;
    signal.removeEventListener("abort", kill);
    clearTimeout(timer);
    if (passed) return { passed };
    // 1: no answer; without a code we ended it
    const isFault = end.startError !== undefined || (end.exitCode ?? 1) > 1;
    if (isFault && !/unreachable/i.test(end.words)) return { fault: toolFault("ping", end) };
    return { passed, ...(atMost === undefined ? {} : { atMost }) };
  };
}
