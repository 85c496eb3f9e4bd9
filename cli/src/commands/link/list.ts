import { ListCommand } from "../../base-command.ts";
import { listLinks } from "../../client/link.ts";
import { linkColumns } from "../../format/link.ts";
import { worstFirst } from "../../format/object.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class LinkList extends ListCommand {
  static override summary = help("link.list.summary");
  static override description = help("link.list.description");
  static override examples = [
    example("link.list.example.all", "haidang link list"),
    example("link.list.example.filter", "haidang link list --filter state=down --sort since:desc"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(LinkList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listLinks(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: linkColumns, empty: say(language, "list.empty") };
    });
  }
}
