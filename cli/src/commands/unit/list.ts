import { BaseCommand } from "../../base-command.ts";
import { listUnits } from "../../client/unit.ts";
import { worstFirst } from "../../format/object.ts";
import { unitColumns } from "../../format/unit.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UnitList extends BaseCommand {
  static override summary = help("unit.list.summary");
  static override description = help("unit.list.description");
  static override examples = [
    example("unit.list.example.all", "haidang unit list"),
    example("unit.list.example.filter", "haidang unit list --filter state=down --sort since:desc"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(UnitList);
    const answer = await listUnits(this.server(flags));
    const rows = worstFirst(answer.data, language);
    await this.showList({ answer, rows, columns: unitColumns, empty: say(language, "list.empty") }, flags);
  }
}
