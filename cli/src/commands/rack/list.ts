import { BaseCommand } from "../../base-command.ts";
import { listRacks } from "../../client/rack.ts";
import { worstFirst } from "../../format/object.ts";
import { rackColumns } from "../../format/rack.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class RackList extends BaseCommand {
  static override summary = help("rack.list.summary");
  static override description = help("rack.list.description");
  static override examples = [
    example("rack.list.example.all", "haidang rack list"),
    example("rack.list.example.filter", "haidang rack list --filter state=down --sort since:desc"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(RackList);
    const answer = await listRacks(this.server(flags));
    const rows = worstFirst(answer.data, language);
    await this.showList({ answer, rows, columns: rackColumns, empty: say(language, "list.empty") }, flags);
  }
}
