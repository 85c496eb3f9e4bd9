import { isIP } from "node:net";

/** One hop as traceroute tells it; address and time are null when no packet of it was answered. */
export interface Hop {
  hop: number;
  address: string | null;
  /** The quickest answer of that address, ms. */
  rttMs: number | null;
  /** The answer said that there is no way on (`!N`, `!H`, `!X` and their like). */
  refused: boolean;
}

/** Longest line worth reading; a hop of two answers from IPv6 addresses has some 120 characters. */
const maxLineLength = 400;
const maxRttMs = 60_000;
const hopLine = /^ {0,2}(\d{1,2}) {2}(\S.*)$/;
const answer = / *(?:(\*)|(\d{1,6}(?:\.\d{1,6})?) ms|(!\S{0,6})|([0-9A-Fa-f.:]{2,45}))(?= |$)/y;

/** A line of `traceroute -n`, or undefined for its heading and for whatever else a program may print. */
export function parseTracerouteLine(line: string): Hop | undefined {
  const [, number, words] = hopLine.exec(line.slice(0, maxLineLength)) ?? [];
  if (number === undefined || words === undefined) return undefined;
  const hop: Hop = { hop: Number(number), address: null, rttMs: null, refused: false };
  let speaker: string | null = null;
  let at = 0;
  while (at < words.length) {
    answer.lastIndex = at;
    const [all = "", , rtt, refusal, address] = answer.exec(words) ?? [];
    if (all === "") return undefined;
    at += all.length;
    if (address !== undefined) {
      if (isIP(address) === 0) return undefined;
      speaker = address;
      hop.address ??= address;
    }
    if (rtt !== undefined && speaker === null) return undefined;
    if (rtt !== undefined && speaker === hop.address) {
      hop.rttMs = Math.min(hop.rttMs ?? maxRttMs, Number(rtt));
    }
    if (refusal !== undefined) hop.refused = true;
  }
  return hop.hop === 0 ? undefined : hop;
}
