import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { objectId } from "../../client/scope.ts";
import { changeUser } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderUser, userColumns } from "../../format/user.ts";
import { example, help } from "../../words/help.ts";

export default class UserSetScope extends BaseCommand {
  static override summary = help("user.set-scope.summary");
  static override description = help("user.set-scope.description");
  static override examples = [
    example("user.set-scope.example.unit", "haidang user set-scope binh mong-cai"),
    example("user.set-scope.example.province", "haidang user set-scope binh"),
  ];
  static override args = {
    user: Args.string({ required: true, description: help("arg.user") }),
    unit: Args.string({ description: help("arg.scopeUnit") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserSetScope);
    const server = this.server(flags);
    const answer = await changeUser(server, args.user, {
      scope: args.unit === undefined ? null : await objectId(server, "unit", args.unit),
    });
    await this.show(answer, flags, {
      people: (look) => renderUser(answer.data, look),
      csv: (look) => renderCsv([answer.data], userColumns, look),
    });
  }
}
