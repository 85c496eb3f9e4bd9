import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { changeUser } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderUser, userColumns } from "../../format/user.ts";
import { example, help } from "../../words/help.ts";

export default class UserEnable extends BaseCommand {
  static override summary = help("user.enable.summary");
  static override description = help("user.enable.description");
  static override examples = [example("user.enable.example.id", "haidang user enable binh")];
  static override args = { user: Args.string({ required: true, description: help("arg.user") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserEnable);
    const server = this.server(flags);
    const answer = await changeUser(server, args.user, { disabled: false });
    await this.show(answer, flags, {
      people: (look) => renderUser(answer.data, look),
      csv: (look) => renderCsv([answer.data], userColumns, look),
    });
  }
}
