import type { Envelope } from "@haidang/contract/api.ts";
import type { LinkDetail } from "@haidang/contract/row.ts";
import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showLink } from "../../client/link.ts";
import { readDistribution } from "../../client/query.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { linkColumns } from "../../format/link.ts";
import { smokeChart, smokeSummary } from "../../format/smoke.ts";
import { checkFlags, type GlobalFlags } from "../../global-flags.ts";
import { example, help } from "../../words/help.ts";

const dayMs = 86_400_000;

export default class LinkShow extends BaseCommand {
  static override summary = help("link.show.summary");
  static override description = help("link.show.description");
  static override examples = [
    example("link.show.example.id", "haidang link show co-to-1"),
    example("link.show.example.name", 'haidang link show "cai chien"'),
    example("show.example.check", "haidang link show co-to-1 --check"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };
  static override flags = checkFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LinkShow);
    const server = this.server(flags);
    if (flags.check) return this.check(flags, () => showLink(server, args.name));
    const answer = await showLink(server, args.name);
    const chart = await this.chart(answer, flags);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, linkColumns, look, chart),
      csv: (look) => renderCsv([answer.data], linkColumns, look),
    });
  }

  /** Round-trip times of the last day as smoke, for people on a terminal. */
  private async chart({ data, meta }: Envelope<LinkDetail>, flags: GlobalFlags): Promise<string | undefined> {
    const toMs = Date.parse(meta.asOf);
    const look = this.look(flags, toMs);
    const isRead = flags.json !== true && (flags.output === undefined || flags.output === "wide");
    if (!isRead || look.width === Number.POSITIVE_INFINITY || meta.storeAway === true) return undefined;
    const period = { fromMs: toMs - dayMs, toMs };
    const width = Math.max(20, Math.min(96, look.width - 14));
    const { data: spread } = await readDistribution(this.server(flags), {
      measurement: "icmp",
      kind: "link",
      id: data.id,
      from: new Date(period.fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      points: width,
    });
    if (spread.steps.length === 0) return undefined;
    const lines = smokeChart(spread.steps, period, { width, height: 6 }, look);
    return [...lines, `  ${smokeSummary(spread.steps, look)}`].join("\n");
  }
}
