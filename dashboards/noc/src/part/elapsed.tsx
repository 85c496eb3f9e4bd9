import { dash, formatSince, formatTicking } from "../format.ts";
import { language } from "../setting.ts";
import { nowMs } from "../stream.ts";

/** How long since, ticking by the control plane's clock. Never announced: it changes each second. */
export function Elapsed({ sinceMs }: { sinceMs: number | null }) {
  const now = nowMs.value;
  const text = sinceMs === null || now === null ? dash : formatTicking(now - sinceMs, language.value);
  return (
    <span class="num nw" aria-live="off">
      {text}
    </span>
  );
}

/** The instant it began: time for today, date and time before. */
export function Since({ ms }: { ms: number | null }) {
  if (ms === null) return <span class="t3">{dash}</span>;
  return <time dateTime={new Date(ms).toISOString()}>{formatSince(ms, nowMs.value)}</time>;
}
