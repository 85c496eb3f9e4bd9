import { ListCommand } from "../../base-command.ts";
import { listUsers } from "../../client/user.ts";
import { userColumns } from "../../format/user.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UserList extends ListCommand {
  static override summary = help("user.list.summary");
  static override description = help("user.list.description");
  static override examples = [
    example("user.list.example.all", "haidang user list"),
    example("user.list.example.admins", "haidang user list --filter role=admin"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(UserList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listUsers(server);
      return { answer, rows: answer.data, columns: userColumns, empty: say(language, "user.none") };
    });
  }
}
