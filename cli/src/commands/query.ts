import { aggregates, rankings } from "@haidang/contract/api.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { readDistribution, readNamed } from "../client/query.ts";
import { uptimeScope } from "../client/scope.ts";
import { seriesCharts, spreadChart } from "../format/chart.ts";
import { renderCsv } from "../format/csv.ts";
import { distributionColumns } from "../format/distribution.ts";
import { emptySeriesHint, sampleColumns, sampleRows } from "../format/series.ts";
import { renderTable } from "../format/table.ts";
import { language } from "../language.ts";
import { choosePeriod } from "../period.ts";
import { parseSelector, parseSpread, parseStep } from "../selector.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

export default class QueryCommand extends BaseCommand {
  static override summary = help("query.summary");
  static override description = help("query.description");
  static override examples = [
    example("query.example.rtt", "haidang query icmp.rttP95Ms --object link/co-to-1 --since 24h --step 5m"),
    example(
      "query.example.tag",
      "haidang query interface.inBps --object device/core-sw-1 --tag ifName=eth0 --since 1h",
    ),
    example("query.example.top", "haidang query icmp.lossPct --kind link --since 7d --top 10 --points 50"),
    example(
      "query.example.distribution",
      "haidang query icmp --distribution --carrier VNPT --since 24h --points 24",
    ),
    example(
      "query.example.chart",
      "haidang query icmp --distribution --chart --object link/co-to-1 --since 24h",
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
    points: Flags.integer({
      summary: help("flag.points"),
      helpValue: "<count>",
      min: 1,
      max: 10_000,
      exclusive: ["step"],
    }),
    aggregate: Flags.option({ options: aggregates, summary: help("flag.aggregate") })(),
    under: Flags.string({ summary: help("flag.under"), helpValue: "<unit>" }),
    carrier: Flags.string({ summary: help("flag.carrier"), helpValue: "<carrier>" }),
    latest: Flags.boolean({ summary: help("flag.latest"), exclusive: ["step", "points", "top", "to"] }),
    top: Flags.integer({ summary: help("flag.top"), helpValue: "<count>", min: 1, max: 100 }),
    by: Flags.option({ options: rankings, summary: help("flag.by"), dependsOn: ["top"] })(),
    distribution: Flags.boolean({
      summary: help("flag.distribution"),
      exclusive: ["latest", "top", "aggregate", "tag"],
    }),
    chart: Flags.boolean({ summary: help("flag.chart") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(QueryCommand);
    const selector = parseSelector({ measurement: args.measurement, ...flags }, language);
    const period = choosePeriod(flags, "1h", Date.now(), language);
    const server = this.server(flags);
    const { under } = await uptimeScope(server, { under: flags.under });
    const asked = {
      points: flags.points,
      under,
      carrier: flags.carrier,
      from: new Date(period.fromMs).toISOString(),
      to: new Date(period.toMs).toISOString(),
    };
    if (flags.distribution) {
      const { stepS } = parseStep(flags.step, undefined, language);
      const spread = parseSpread(selector, language);
      const { id } = await uptimeScope(server, spread);
      const answer = await readDistribution(server, { ...spread, id, ...asked, stepS });
      const { steps } = answer.data;
      await this.show(answer, flags, {
        people: (look, wide) =>
          steps.length === 0
            ? say(language, "query.empty")
            : flags.chart
              ? spreadChart(steps, period, look)
              : renderTable(
                  steps,
                  distributionColumns.filter((column) => wide || column.wide !== true),
                  look,
                ),
        csv: (look) => renderCsv(steps, distributionColumns, look),
      });
      return;
    }
    const answer = await readNamed(server, {
      ...selector,
      ...parseStep(flags.step, flags.aggregate, language, flags.points !== undefined),
      ...asked,
      top: flags.top,
      by: flags.by,
      ...(flags.latest ? { latest: "true" as const } : {}),
    });
    const rows = sampleRows(answer.data);
    await this.show(answer, flags, {
      people: (look) =>
        rows.length > 0 && flags.chart
          ? seriesCharts(answer.data, period, look)
          : rows.length === 0
            ? emptySeriesHint(selector, language)
            : renderTable(rows, sampleColumns, look),
      csv: (look) => renderCsv(rows, sampleColumns, look),
    });
  }
}
