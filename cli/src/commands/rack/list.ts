import { ListCommand } from "../../base-command.ts";
import { listRacks } from "../../client/rack.ts";
import { worstFirst } from "../../format/object.ts";
import { rackColumns } from "../../format/rack.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class RackList extends ListCommand {
  static override summary = help("rack.list.summary");
  static override description = help("rack.list.description");
  static override examples = [
    example("rack.list.example.all", "haidang rack list"),
    example("rack.list.example.filter", "haidang rack list --filter state=down --sort since:desc"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(RackList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listRacks(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: rackColumns, empty: say(language, "list.empty") };
    });
  }
}
