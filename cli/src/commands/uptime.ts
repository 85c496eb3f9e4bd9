import { objectKinds, unitKinds } from "@haidang/contract/object.ts";
import { type Grouping, groupings, type UptimeGroup, type UptimeRow } from "@haidang/contract/uptime.ts";
import { Args, Flags } from "@oclif/core";
import { ListCommand, type Listing } from "../base-command.ts";
import type { Server } from "../client/http.ts";
import { uptimeScope } from "../client/scope.ts";
import { readUptime, readUptimeGroups, type UptimeQuery } from "../client/uptime.ts";
import { type Look, selectRows } from "../format/column.ts";
import { groupColumns, lowestMeanFirst } from "../format/group.ts";
import {
  belowPct,
  keepBelow,
  lowestFirst,
  neededColumns,
  optionLines,
  periodText,
  totalLine,
  uptimeColumns,
} from "../format/uptime.ts";
import type { ListFlags } from "../global-flags.ts";
import { language } from "../language.ts";
import { choosePeriod, instantMs, spanMs } from "../period.ts";
import { withProgress } from "../progress.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

export default class UptimeCommand extends ListCommand {
  static override summary = help("uptime.summary");
  static override description = help("uptime.description");
  static override examples = [
    example("uptime.example.links", "haidang uptime link --since 30d"),
    example("uptime.example.month", "haidang uptime link --carrier VNPT --month 2026-10 --below 99.5"),
    example(
      "uptime.example.communes",
      "haidang uptime --group unit --level commune --month 2026-10 --below 99.5",
    ),
    example("uptime.example.under", "haidang uptime unit --level commune --under quang-ninh -o csv"),
    example(
      "uptime.example.contract",
      "haidang uptime link --carrier VNPT --month 2026-10 --sla 99.5 --merge-below 60s -o wide",
    ),
    example("uptime.example.known", 'haidang uptime link --month 2026-10 --as-known-at "2026-11-02 08:00"'),
    example("uptime.example.as-of", "haidang uptime link --group area --as-of 2025-06-30 --since 90d"),
  ];
  static override args = {
    kind: Args.string({ options: [...objectKinds], description: help("arg.kind") }),
  };
  static override flags = {
    under: Flags.string({ summary: help("flag.under"), helpValue: "<unit>" }),
    level: Flags.option({ options: unitKinds, summary: help("flag.level") })(),
    carrier: Flags.string({ summary: help("flag.carrier"), helpValue: "<carrier>" }),
    group: Flags.option({ options: groupings, summary: help("flag.group") })(),
    tree: Flags.option({ options: ["current", "at-time"] as const, summary: help("flag.tree") })(),
    "as-of": Flags.string({ summary: help("flag.as-of"), helpValue: "<day>", exclusive: ["tree"] }),
    id: Flags.string({ summary: help("flag.id"), helpValue: "<id>" }),
    since: Flags.string({ summary: help("flag.since"), helpValue: "30d|24h|10m" }),
    from: Flags.string({ summary: help("flag.from"), helpValue: "<time>" }),
    to: Flags.string({ summary: help("flag.to"), helpValue: "<time>" }),
    month: Flags.string({ summary: help("flag.month"), helpValue: "2026-10" }),
    below: Flags.string({ summary: help("flag.below"), helpValue: "99.5" }),
    sla: Flags.string({ summary: help("flag.sla"), helpValue: "99.5" }),
    "merge-below": Flags.string({ summary: help("flag.merge-below"), helpValue: "60s" }),
    unknown: Flags.option({ options: ["out", "up", "down"] as const, summary: help("flag.unknown") })(),
    maintenance: Flags.option({ options: ["out", "up"] as const, summary: help("flag.maintenance") })(),
    annotations: Flags.boolean({ summary: help("flag.annotations") }),
    "as-known-at": Flags.string({ summary: help("flag.as-known-at"), helpValue: "<time>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UptimeCommand);
    const knownMs =
      flags["as-known-at"] === undefined ? undefined : instantMs(flags["as-known-at"], language);
    const period = choosePeriod(flags, "30d", knownMs ?? Date.now(), language);
    const limit = flags.below === undefined ? undefined : belowPct(flags.below, language);
    const kind = objectKinds.find((one) => one === args.kind);
    const server = this.server(flags);
    const asOf =
      flags["as-of"] === undefined ? undefined : new Date(instantMs(flags["as-of"], language)).toISOString();
    const named = { kind, under: flags.under, id: flags.id };
    const scope = await uptimeScope(server, named, { asOf, tree: flags.tree });
    const query: UptimeQuery = {
      ...scope,
      carrier: flags.carrier,
      level: flags.level,
      from: new Date(period.fromMs).toISOString(),
      to: new Date(period.toMs).toISOString(),
      unknown: flags.unknown,
      maintenance: flags.maintenance,
      tree: flags.tree,
      asOf,
      ...(flags.sla === undefined ? {} : { slaPct: belowPct(flags.sla, language) }),
      ...(flags["merge-below"] === undefined
        ? {}
        : { mergeBelowS: spanMs(flags["merge-below"], language) / 1000 }),
      ...(flags.annotations === true ? { annotations: "true" } : {}),
      ...(knownMs === undefined ? {} : { asKnownAt: new Date(knownMs).toISOString() }),
    };
    const { group } = flags;
    if (group !== undefined) return this.list(flags, () => this.groups(server, group, query, limit));
    await this.list(flags, () => this.rows(server, query, flags, limit));
  }

  private async rows(
    server: Server,
    query: UptimeQuery,
    flags: ListFlags,
    limitPct: number | undefined,
  ): Promise<Listing<UptimeRow>> {
    const answer = await withProgress(readUptime(server, query), say(language, "uptime.working"));
    const kept = keepBelow(lowestFirst(answer.data, language), limitPct);
    const columns = (isForPeople(flags) ? neededColumns(kept.rows) : uptimeColumns).filter(
      (column) => query.kind === undefined || column.key !== "kind",
    );
    const caption = [say(language, "uptime.period", { period: periodText(answer.meta, language) })];
    caption.push(...optionLines(answer.meta.options, language));
    if (kept.unknown > 0) caption.push(say(language, "uptime.leftOut", { count: kept.unknown }));
    const empty = limitPct === undefined ? say(language, "list.empty") : noneBelow(query.kind);
    const total = (look: Look) => {
      const filtered = selectRows(answer.data, uptimeColumns, { filter: flags.filter, wide: false }, look);
      return filtered.length === 0 ? "" : `\n${totalLine(filtered, limitPct ?? query.slaPct, language)}`;
    };
    return { answer, rows: kept.rows, columns, caption: `${caption.join("\n")}\n`, empty, total };
  }

  /** Groups instead of their members; `--below` is about their means. */
  private async groups(
    server: Server,
    by: Grouping,
    query: UptimeQuery,
    limitPct: number | undefined,
  ): Promise<Listing<UptimeGroup>> {
    const answer = await withProgress(readUptimeGroups(server, by, query), say(language, "uptime.working"));
    const rows = lowestMeanFirst(answer.data, language).filter(
      ({ meanPct }) => limitPct === undefined || (meanPct !== null && meanPct < limitPct),
    );
    const caption = [say(language, "uptime.period", { period: periodText(answer.meta, language) })];
    const [first] = answer.data;
    if (first !== undefined) {
      const kind = say(language, `kind.${first.memberKind}`);
      caption.push(say(language, "uptime.groupedMembers", { kind }));
    }
    caption.push(...optionLines(answer.meta.options, language));
    const unknown = answer.data.filter(({ meanPct }) => meanPct === null).length;
    if (limitPct !== undefined && unknown > 0)
      caption.push(say(language, "uptime.leftOut", { count: unknown }));
    const columns = groupColumns.filter(({ key }) => key !== "anyPath" || first?.memberKind === "link");
    const empty = say(language, limitPct === undefined ? "list.empty" : "uptime.noneBelow");
    return { answer, rows, columns, caption: `${caption.join("\n")}\n`, empty };
  }
}

/** What is made of others is up while any of them is: who looks for its worst member has to ask otherwise. */
function noneBelow(kind: UptimeQuery["kind"]): string {
  const none = say(language, "uptime.noneBelow");
  if (kind !== "unit" && kind !== "site" && kind !== "rack") return none;
  const by = kind === "rack" ? "rack" : "unit";
  return `${none}\n${say(language, "uptime.anyIsUp", { by })}`;
}

/** Programs and whoever names columns get the same ones always. */
function isForPeople({ output, columns }: ListFlags): boolean {
  return columns === undefined && (output === undefined || output === "table");
}
