import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listReports } from "../../client/report.ts";
import { reportColumns, scheduleLines } from "../../format/report.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

const mostReports = 100;

export default class ReportList extends ListCommand {
  static override summary = help("report.list.summary");
  static override description = help("report.list.description");
  static override examples = [example("report.list.example.all", "haidang report list")];
  static override flags = {
    limit: Flags.integer({ summary: help("flag.reportLimit"), default: mostReports, min: 1, max: 1000 }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReportList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listReports(server, flags.limit ?? mostReports);
      const { reports, schedules } = answer.data;
      const listing = { answer, rows: reports, columns: reportColumns, empty: say(language, "report.none") };
      return { ...listing, total: (look) => scheduleLines(schedules, look) };
    });
  }
}
