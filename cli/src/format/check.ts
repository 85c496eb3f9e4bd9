import type { InstantClass } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import type { Detail } from "./detail.ts";
import { flooredPct } from "./figure.ts";
import { reasonText, shownName, sinceText } from "./object.ts";

/** What the status of a monitoring plugin means (Monitoring Plugins, return codes): 0, 1, 2, 3. */
const codes = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;

const codeOf: Record<InstantClass, 0 | 1 | 2 | 3> = {
  up: 0,
  // what was announced, and what nobody has to watch now, is nobody's alarm
  maintenance: 0,
  outOfPeriod: 0,
  degraded: 1,
  down: 2,
  unknown: 3,
  unmonitored: 3,
};

export interface Checked {
  line: string;
  exitCode: 0 | 1 | 2 | 3;
}

/** One line as monitoring plugins print it, performance data behind the bar. */
export function checkLine(detail: Detail, look: Look): Checked {
  const exitCode = codeOf[detail.class];
  const state = say(look.language, `class.${detail.class}`);
  const since = detail.sinceMs === null ? "" : ` (${sinceText(detail.sinceMs, look)})`;
  const reason = reasonText(detail, look.language);
  const text = `${shownName(detail)}: ${state}${since}${reason === "" ? "" : `, ${reason}`}`;
  const data = performance(detail);
  return { line: `${codes[exitCode]} - ${plain(text)}${data === "" ? "" : ` | ${data}`}`, exitCode };
}

/** Not being able to ask is knowing nothing. */
export function uncheckedLine(message: string): Checked {
  return { line: `UNKNOWN - ${plain(deviceText(message, 500))}`, exitCode: 3 };
}

function performance(detail: Detail): string {
  const data: string[] = [];
  if ("latency" in detail && detail.latency !== undefined) {
    const { rttP50Ms, lossPct } = detail.latency;
    if (rttP50Ms !== null) data.push(`rtt=${rttP50Ms}ms;;;0`);
    data.push(`loss=${lossPct}%;;;0;100`);
  }
  const day = detail.uptime.find(({ period }) => period === "24h")?.row.availabilityPct ?? null;
  if (day !== null) data.push(`availability24h=${flooredPct(day)}%;;;0;100`);
  return data.join(" ");
}

/** A bar would begin the performance data. */
const plain = (text: string): string => text.replace(/\|/g, "/");
