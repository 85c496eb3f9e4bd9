import type { ReportKind } from "@haidang/contract/agreement.ts";
import { unitKinds } from "@haidang/contract/object.ts";
import { Flags } from "@oclif/core";
import type { Server } from "./client/http.ts";
import { makeReport } from "./client/report.ts";
import { uptimeScope } from "./client/scope.ts";
import { language } from "./language.ts";
import { choosePeriod, instantMs, type PeriodFlags } from "./period.ts";
import { withProgress } from "./progress.ts";
import { reportFlags } from "./report-command.ts";
import { help } from "./words/help.ts";
import { say } from "./words/words.ts";

/** What a report is asked about. */
export const askFlags = {
  month: Flags.string({ summary: help("flag.reportMonth"), helpValue: "2026-10" }),
  since: Flags.string({ summary: help("flag.since"), helpValue: "30d|24h" }),
  from: Flags.string({ summary: help("flag.from"), helpValue: "<time>" }),
  to: Flags.string({ summary: help("flag.to"), helpValue: "<time>" }),
  level: Flags.option({ options: unitKinds, summary: help("flag.reportLevel") })(),
  under: Flags.string({ aliases: ["area"], summary: help("flag.reportUnder"), helpValue: "<unit>" }),
  carrier: Flags.string({ summary: help("flag.reportCarrier"), helpValue: "<carrier>" }),
  circuit: Flags.string({ summary: help("flag.reportCircuit"), helpValue: "<circuit>" }),
  "as-known-at": Flags.string({ summary: help("flag.as-known-at"), helpValue: "<time>" }),
  "as-of": Flags.string({ summary: help("flag.as-of"), helpValue: "<day>" }),
  ...reportFlags,
};

interface Asked extends PeriodFlags {
  level?: (typeof unitKinds)[number] | undefined;
  under?: string | undefined;
  carrier?: string | undefined;
  circuit?: string | undefined;
  "as-known-at"?: string | undefined;
  "as-of"?: string | undefined;
}

/** Has a report made; without a period one of the last whole month. */
export async function askReport(server: Server, kind: ReportKind, flags: Asked) {
  const knownMs = flags["as-known-at"] === undefined ? undefined : instantMs(flags["as-known-at"], language);
  const nowMs = Date.now();
  const { month, since, from, to } = flags;
  const isOpen = [month, since, from, to].every((flag) => flag === undefined);
  const period = choosePeriod(isOpen ? { month: lastMonth(nowMs) } : flags, "30d", nowMs, language);
  const asOf = flags["as-of"];
  const { under } = await uptimeScope(server, { under: flags.under }, { asOf });
  const request = {
    kind,
    from: new Date(period.fromMs).toISOString(),
    to: new Date(period.toMs).toISOString(),
    level: flags.level,
    under,
    carrier: flags.carrier,
    circuit: flags.circuit,
    asOf,
    asKnownAt: knownMs === undefined ? undefined : new Date(knownMs).toISOString(),
  };
  return withProgress(makeReport(server, request), say(language, "report.working"));
}

/** `2026-10` in November, on the clock of Asia/Ho_Chi_Minh. */
export function lastMonth(nowMs: number): string {
  const local = new Date(nowMs + 7 * 3_600_000);
  const first = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - 1, 1);
  return new Date(first).toISOString().slice(0, 7);
}
