import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { verifyAudit } from "../../client/audit.ts";
import { renderVerdict, verdictColumns } from "../../format/audit.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class AuditVerify extends BaseCommand {
  static override summary = help("audit.verify.summary");
  static override description = help("audit.verify.description");
  static override examples = [
    example("audit.verify.example.whole", "haidang audit verify"),
    example("audit.verify.example.head", "haidang audit verify --head 1042:9f3c…"),
  ];
  static override flags = {
    head: Flags.string({ summary: help("flag.head"), helpValue: "<entry:hash>" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(AuditVerify);
    const answer = await verifyAudit(this.server(flags), flags.head);
    await this.show(answer, flags, {
      people: (look) => renderVerdict(answer.data, look),
      csv: (look) => renderCsv([answer.data], verdictColumns, look),
    });
    if (answer.data.fault !== null) process.exitCode = 1;
  }
}
