import { Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { aliveFinding, examine } from "../doctor/examine.ts";
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
    example(
      "doctor.example.alive",
      "haidang doctor --alive --url https://noc.example.vn || /usr/local/bin/bao-dong",
    ),
  ];
  static override flags = { alive: Flags.boolean({ summary: help("flag.alive") }) };

  override async run(): Promise<void> {
    const { flags } = await this.parse(DoctorCommand);
    const findings =
      flags.alive === true
        ? [await aliveFinding(() => this.server(flags), language)]
        : await examine(() => this.server(flags), language);
    await this.show(this.ownAnswer(findings), flags, {
      people: (look) => renderFindings(findings, look),
      csv: (look) => renderCsv(findings, findingColumns, look),
    });
    if (findings.some((finding) => finding.outcome === "fail")) process.exitCode = 1;
  }
}
