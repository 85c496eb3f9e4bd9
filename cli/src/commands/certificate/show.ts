import { BaseCommand } from "../../base-command.ts";
import { showCertificate } from "../../client/certificate.ts";
import { certificateColumns, renderCertificate } from "../../format/certificate.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class CertificateShow extends BaseCommand {
  static override summary = help("certificate.show.summary");
  static override description = help("certificate.show.description");
  static override examples = [example("certificate.show.example.now", "haidang certificate show")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(CertificateShow);
    const answer = await showCertificate(this.server(flags));
    await this.show(answer, flags, {
      people: (look) => renderCertificate(answer.data, look),
      csv: (look) => renderCsv([answer.data], certificateColumns, look),
    });
  }
}
