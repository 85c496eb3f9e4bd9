import { askFlags, askReport } from "../../make-report.ts";
import { ReportCommand } from "../../report-command.ts";
import { example, help } from "../../words/help.ts";

export default class ReportCarrier extends ReportCommand {
  static override summary = help("report.carrier.summary");
  static override description = help("report.carrier.description");
  static override examples = [
    example("report.carrier.example.month", "haidang report carrier --carrier VNPT --month 2026-10 -o pdf"),
    example("report.carrier.example.csv", "haidang report carrier --month 2026-10 -o csv --file no.csv"),
  ];
  static override flags = askFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReportCarrier);
    const server = this.server({ ...flags, output: undefined });
    await this.deliver(server, await askReport(server, "carrier", flags), flags);
  }
}
