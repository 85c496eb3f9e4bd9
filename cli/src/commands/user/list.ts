import { BaseCommand } from "../../base-command.ts";
import { listUsers } from "../../client/user.ts";
import { userColumns } from "../../format/user.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UserList extends BaseCommand {
  static override summary = help("user.list.summary");
  static override description = help("user.list.description");
  static override examples = [
    example("user.list.example.all", "haidang user list"),
    example("user.list.example.admins", "haidang user list --filter role=admin"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(UserList);
    const answer = await listUsers(this.server(flags));
    await this.showList(
      { answer, rows: answer.data, columns: userColumns, empty: say(language, "user.none") },
      flags,
    );
  }
}
