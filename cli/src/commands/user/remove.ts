import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { removeUser } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { userColumns } from "../../format/user.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UserRemove extends BaseCommand {
  static override summary = help("user.remove.summary");
  static override description = help("user.remove.description");
  static override examples = [example("user.remove.example.id", "haidang user remove binh")];
  static override args = { user: Args.string({ required: true, description: help("arg.user") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserRemove);
    const server = this.server(flags);
    const answer = await removeUser(server, args.user);
    await this.show(answer, flags, {
      people: () => say(language, "user.removed", { id: answer.data.id }),
      csv: (look) => renderCsv([answer.data], userColumns, look),
    });
  }
}
