import { deviceText } from "@haidang/contract/text.ts";

/** One line of fping 5.x, run with `-D` and a line for each request (`-l` or `-c`). */
export type FpingLine =
  | { type: "reply"; address: string; stampMs: number; rttMs: number }
  /** `stampMs` is when fping gave up, one timeout after sending. */
  | { type: "lost"; address: string; stampMs: number }
  | { type: "notice"; address: string; detail: string }
  /** The kernel refused to send: `detail` is its error, in words. */
  | { type: "sendError"; address: string; detail: string }
  /** A summary, an empty line, or words of the tool itself. */
  | { type: "other"; text: string };

const request = /^\[(\d{1,12}\.\d{1,9})\] (\S{1,253}) +: \[\d+\], (.*)$/;
const reply = /^\d+ bytes, (\d+(?:\.\d+)?(?:e[+-]\d+)?) ms\b/;
const icmpError = /^(ICMP .{1,80}?) from (\S{1,253}) for ICMP Echo sent to (\S{1,253})/;
const sendError = /^(\S{1,253}): error while sending ping: (.+)$/;

/** Longest line worth reading; fping's own stay under 300 characters. */
export const maxLineLength = 1000;

export function parseFpingLine(line: string): FpingLine {
  const text = line.slice(0, maxLineLength);
  const requested = request.exec(text);
  if (requested !== null) return parseRequest(requested, text);
  const noticed = icmpError.exec(text);
  if (noticed !== null) {
    const [, what = "", from = "", address = ""] = noticed;
    return { type: "notice", address, detail: deviceText(`${what} from ${from}`) };
  }
  const refused = sendError.exec(text);
  if (refused !== null)
    return { type: "sendError", address: refused[1] ?? "", detail: deviceText(refused[2] ?? "") };
  return { type: "other", text: deviceText(text) };
}

function parseRequest([, stamp = "", address = "", rest = ""]: readonly string[], text: string): FpingLine {
  // fping prints five decimals of a second; whole milliseconds are all a clock here can promise.
  const stampMs = Number(stamp) * 1000;
  if (rest.startsWith("timed out")) return { type: "lost", address, stampMs };
  const answered = reply.exec(rest);
  if (answered === null) return { type: "other", text: deviceText(text) };
  return { type: "reply", address, stampMs, rttMs: Number(answered[1]) };
}

/** Cuts a stream of text into lines; a line that never ends is dropped once it is too long. */
export function lineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxLineLength) rest = "";
    for (const line of lines) onLine(line);
  };
}
