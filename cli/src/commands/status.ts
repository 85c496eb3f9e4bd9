import { BaseCommand } from "../base-command.ts";
import { readStatus } from "../client/status.ts";
import { renderCsv } from "../format/csv.ts";
import { worstFirst } from "../format/object.ts";
import { renderStatus, statusColumns } from "../format/status.ts";
import { language } from "../language.ts";
import { example, help } from "../words/help.ts";

export default class StatusCommand extends BaseCommand {
  static override summary = help("status.summary");
  static override description = help("status.description");
  static override examples = [
    example("status.example.now", "haidang status"),
    example("status.example.json", "haidang status --json"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(StatusCommand);
    const answer = await readStatus(this.server(flags));
    await this.show(answer, flags, {
      people: (look, wide) =>
        renderStatus(
          answer.data,
          statusColumns.filter((column) => wide || !column.wide),
          look,
        ),
      csv: (look) => renderCsv(worstFirst(answer.data.objects, language), statusColumns, look),
    });
  }
}
