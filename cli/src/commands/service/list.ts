import { ListCommand } from "../../base-command.ts";
import { listServices } from "../../client/service.ts";
import { worstFirst } from "../../format/object.ts";
import { serviceColumns } from "../../format/service.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ServiceList extends ListCommand {
  static override summary = help("service.list.summary");
  static override description = help("service.list.description");
  static override examples = [
    example("service.list.example.all", "haidang service list"),
    example("service.list.example.filter", "haidang service list --filter state=down --sort since:desc"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(ServiceList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listServices(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: serviceColumns, empty: say(language, "list.empty") };
    });
  }
}
