import { BaseCommand } from "../base-command.ts";
import { examine } from "../doctor/examine.ts";
import { renderCsv } from "../format/csv.ts";
import { findingColumns, renderFindings } from "../format/doctor.ts";
import { language } from "../language.ts";
import { example, help } from "../words/help.ts";

export default class DoctorCommand extends BaseCommand {
  static override summary = help("doctor.summary");
  static override description = help("doctor.description");
  static override examples = [
    example("doctor.example.here", "haidang doctor"),
    example("doctor.example.there", "haidang doctor --url https://noc.example.vn"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(DoctorCommand);
    const findings = await examine(() => this.server(flags), language);
    await this.show(this.ownAnswer(findings), flags, {
      people: (look) => renderFindings(findings, look),
      csv: (look) => renderCsv(findings, findingColumns, look),
    });
    if (findings.some((finding) => finding.outcome === "fail")) process.exitCode = 1;
  }
}
