import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { rotateCertificate } from "../../client/certificate.ts";
import { certificateColumns, renderCertificate } from "../../format/certificate.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class CertificateRotate extends BaseCommand {
  static override summary = help("certificate.rotate.summary");
  static override description = help("certificate.rotate.description");
  static override examples = [
    example("certificate.rotate.example.first", "haidang certificate rotate"),
    example("certificate.rotate.example.then", "haidang certificate rotate --finish"),
  ];
  static override flags = {
    finish: Flags.boolean({ summary: help("flag.finish") }),
    force: Flags.boolean({ summary: help("flag.force"), dependsOn: ["finish"] }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CertificateRotate);
    const { finish = false, force = false } = flags;
    const answer = await rotateCertificate(this.server(flags), { finish, force });
    await this.show(answer, flags, {
      people: (look) => renderCertificate(answer.data, look),
      csv: (look) => renderCsv([answer.data], certificateColumns, look),
    });
  }
}
