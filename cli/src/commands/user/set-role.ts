import { roleSchema, roles } from "@haidang/contract/user.ts";
import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { changeUser } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderUser, userColumns } from "../../format/user.ts";
import { example, help } from "../../words/help.ts";

export default class UserSetRole extends BaseCommand {
  static override summary = help("user.set-role.summary");
  static override description = help("user.set-role.description");
  static override examples = [
    example("user.set-role.example.operator", "haidang user set-role binh operator"),
  ];
  static override args = {
    user: Args.string({ required: true, description: help("arg.user") }),
    role: Args.string({ required: true, options: [...roles], description: help("arg.role") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserSetRole);
    const server = this.server(flags);
    const answer = await changeUser(server, args.user, { role: roleSchema.parse(args.role) });
    await this.show(answer, flags, {
      people: (look) => renderUser(answer.data, look),
      csv: (look) => renderCsv([answer.data], userColumns, look),
    });
  }
}
