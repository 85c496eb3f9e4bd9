import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { listReports } from "../../client/report.ts";
import { reportColumns, scheduleLines } from "../../format/report.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ReportList extends BaseCommand {
  static override summary = help("report.list.summary");
  static override description = help("report.list.description");
  static override examples = [example("report.list.example.all", "haidang report list")];
  static override flags = {
    limit: Flags.integer({ summary: help("flag.reportLimit"), default: 100, min: 1, max: 1000 }),
    ...listFlags,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReportList);
    const answer = await listReports(this.server(flags), flags.limit);
    const { reports, schedules } = answer.data;
    const listing = { answer, rows: reports, columns: reportColumns, empty: say(language, "report.none") };
    await this.showList({ ...listing, total: (look) => scheduleLines(schedules, look) }, flags);
  }
}
