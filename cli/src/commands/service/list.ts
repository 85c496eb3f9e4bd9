import { BaseCommand } from "../../base-command.ts";
import { listServices } from "../../client/service.ts";
import { worstFirst } from "../../format/object.ts";
import { serviceColumns } from "../../format/service.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ServiceList extends BaseCommand {
  static override summary = help("service.list.summary");
  static override description = help("service.list.description");
  static override examples = [
    example("service.list.example.all", "haidang service list"),
    example("service.list.example.filter", "haidang service list --filter state=down --sort since:desc"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(ServiceList);
    const answer = await listServices(this.server(flags));
    const rows = worstFirst(answer.data, language);
    await this.showList({ answer, rows, columns: serviceColumns, empty: say(language, "list.empty") }, flags);
  }
}
