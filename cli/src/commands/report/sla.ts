import { askFlags, askReport } from "../../make-report.ts";
import { ReportCommand } from "../../report-command.ts";
import { example, help } from "../../words/help.ts";

export default class ReportSla extends ReportCommand {
  static override summary = help("report.sla.summary");
  static override description = help("report.sla.description");
  static override examples = [
    example("report.sla.example.month", "haidang report sla --month 2026-10 -o xlsx --file sla-10.xlsx"),
    example("report.sla.example.area", "haidang report sla --area co-to --month 2026-10 -o pdf"),
  ];
  static override flags = askFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReportSla);
    const server = this.server({ ...flags, output: undefined });
    await this.deliver(server, await askReport(server, "sla", flags), flags);
  }
}
