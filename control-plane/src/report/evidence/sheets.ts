import type { EvidenceLedger } from "@haidang/contract/evidence.ts";
import type { ReportContent } from "@haidang/contract/report.ts";
import type { Language } from "@haidang/contract/text.ts";
import { type Sheet, sayIn, titled } from "@haidang/contract/words/report-sheet.ts";
import { words } from "@haidang/contract/words/words.ts";
import { type ClockRow, marginMs } from "./raw.ts";

/** A reader sees the beginning of a long list; the ledger beside it is whole. */
const mostRows = 2000;

/** What each check said around each outage, one line a run. */
export function timelineSheet(
  { links }: EvidenceLedger,
  { outages }: ReportContent,
  language: Language,
): Sheet {
  const say = sayIn(language);
  const byId = new Map(links.map((link) => [link.id, link]));
  const rows = outages.flatMap(({ object, name, fromMs, toMs }) =>
    (byId.get(object.id)?.checks ?? []).flatMap(({ agent, probe, runs }) =>
      runs
        .filter(({ firstMs, lastMs }) => lastMs >= fromMs - marginMs && firstMs <= toMs + marginMs)
        .map(({ firstMs, lastMs, state, reason, count }) => [
          ...[firstMs, lastMs, name, agent, probe],
          reason === null
            ? words[language][`class.${state}`]
            : `${words[language][`class.${state}`]}: ${words[language][`reason.${reason}`]}`,
          count,
        ]),
    ),
  );
  return {
    title: say("report.sheet.timeline"),
    columns: titled({ from: 1.9, to: 1.9, link: 2.4, agent: 1.4, probe: 1.2, state: 3, results: 1 }, say),
    rows: rows.slice(0, mostRows),
  };
}

export function clockSheet(clocks: readonly ClockRow[], language: Language): Sheet {
  const say = sayIn(language);
  return {
    title: say("report.sheet.clocks"),
    columns: titled({ agent: 2, offsetLeast: 1, offsetMost: 1 }, say),
    rows: clocks.map(({ agent, leastMs, mostMs }) => [agent, leastMs, mostMs]),
  };
}
