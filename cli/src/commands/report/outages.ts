import { askFlags, askReport } from "../../make-report.ts";
import { ReportCommand } from "../../report-command.ts";
import { example, help } from "../../words/help.ts";

export default class ReportOutages extends ReportCommand {
  static override summary = help("report.outages.summary");
  static override description = help("report.outages.description");
  static override examples = [
    example(
      "report.outages.example.week",
      "haidang report outages --under co-to --from 2026-10-05 --to 2026-10-12",
    ),
  ];
  static override flags = askFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReportOutages);
    const server = this.server({ ...flags, output: undefined });
    await this.deliver(server, await askReport(server, "outages", flags), flags);
  }
}
