import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showUser } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderUser, userColumns } from "../../format/user.ts";
import { example, help } from "../../words/help.ts";

export default class UserShow extends BaseCommand {
  static override summary = help("user.show.summary");
  static override description = help("user.show.description");
  static override examples = [example("user.show.example.id", "haidang user show binh")];
  static override args = { user: Args.string({ required: true, description: help("arg.user") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserShow);
    const server = this.server(flags);
    const answer = await showUser(server, args.user);
    await this.show(answer, flags, {
      people: (look) => renderUser(answer.data, look),
      csv: (look) => renderCsv([answer.data], userColumns, look),
    });
  }
}
