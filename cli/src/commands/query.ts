import { aggregates } from "@haidang/contract/api.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { readSeries } from "../client/query.ts";
import { renderCsv } from "../format/csv.ts";
import { emptySeriesHint, sampleColumns, sampleRows } from "../format/series.ts";
import { renderTable } from "../format/table.ts";
import { language } from "../language.ts";
import { choosePeriod } from "../period.ts";
import { parseSelector, parseStep } from "../selector.ts";
import { example, help } from "../words/help.ts";

export default class QueryCommand extends BaseCommand {
  static override summary = help("query.summary");
  static override description = help("query.description");
  static override examples = [
    example("query.example.rtt", "haidang query icmp.rttP95Ms --object link/co-to-1 --since 24h --step 5m"),
    example(
      "query.example.tag",
      "haidang query interface.inBps --object device/core-sw-1 --tag ifName=eth0 --since 1h",
    ),
    example("query.example.csv", "haidang query host --kind device --since 10m -o csv"),
  ];
  static override args = {
    measurement: Args.string({ required: true, description: help("arg.measurement") }),
  };
  static override flags = {
    kind: Flags.option({ options: objectKinds, summary: help("flag.kind") })(),
    id: Flags.string({ summary: help("flag.objectId"), helpValue: "<id>" }),
    object: Flags.string({ summary: help("flag.object"), helpValue: "link/<id>" }),
    tag: Flags.string({
      summary: help("flag.tag"),
      helpValue: "<name>=<value>",
      multiple: true,
      multipleNonGreedy: true,
    }),
    since: Flags.string({ summary: help("flag.since"), helpValue: "30d|24h|10m" }),
    from: Flags.string({ summary: help("flag.from"), helpValue: "<time>" }),
    to: Flags.string({ summary: help("flag.to"), helpValue: "<time>" }),
    step: Flags.string({ summary: help("flag.step"), helpValue: "5m" }),
    aggregate: Flags.option({ options: aggregates, summary: help("flag.aggregate") })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(QueryCommand);
    const selector = parseSelector({ measurement: args.measurement, ...flags }, language);
    const period = choosePeriod(flags, "1h", Date.now(), language);
    const answer = await readSeries(this.server(flags), {
      ...selector,
      ...parseStep(flags.step, flags.aggregate, language),
      from: new Date(period.fromMs).toISOString(),
      to: new Date(period.toMs).toISOString(),
    });
    const rows = sampleRows(answer.data);
    await this.show(answer, flags, {
      people: (look) =>
        rows.length === 0 ? emptySeriesHint(selector, language) : renderTable(rows, sampleColumns, look),
      csv: (look) => renderCsv(rows, sampleColumns, look),
    });
  }
}
