import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listAudit } from "../../client/audit.ts";
import { auditColumns } from "../../format/audit.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class AuditList extends ListCommand {
  static override summary = help("audit.list.summary");
  static override description = help("audit.list.description");
  static override examples = [
    example("audit.list.example.day", "haidang audit list --since 24h"),
    example("audit.list.example.actor", "haidang audit list --actor binh -o wide"),
    example("audit.list.example.object", "haidang audit list --object user/binh"),
  ];
  static override flags = {
    since: Flags.string({ summary: help("flag.since"), helpValue: "<span>" }),
    actor: Flags.string({ summary: help("flag.actor"), helpValue: "<name>" }),
    object: Flags.string({ summary: help("flag.auditObject"), helpValue: "<object>" }),
    action: Flags.string({ summary: help("flag.action"), helpValue: "<action>" }),
    limit: Flags.integer({ summary: help("flag.auditLimit"), helpValue: "<count>", min: 1, max: 10_000 }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(AuditList);
    const server = this.server(flags);
    const { actor, object, action, limit } = flags;
    const sinceMs = flags.since === undefined ? undefined : Date.now() - spanMs(flags.since, language);
    await this.list(flags, async () => {
      const answer = await listAudit(server, { sinceMs, actor, object, action, limit });
      const empty = say(language, "audit.none");
      return { answer, rows: answer.data, columns: auditColumns, empty };
    });
  }
}
