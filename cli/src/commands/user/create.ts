import { languages } from "@haidang/contract/text.ts";
import { roles } from "@haidang/contract/user.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { objectId } from "../../client/scope.ts";
import { createUser } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { linkAt, linkColumns, renderLink } from "../../format/user.ts";
import { example, help } from "../../words/help.ts";

export default class UserCreate extends BaseCommand {
  static override summary = help("user.create.summary");
  static override description = help("user.create.description");
  static override examples = [
    example("user.create.example.admin", 'haidang user create binh --role admin --name "Trần Bình"'),
    example("user.create.example.scoped", "haidang user create mong-cai --role operator --scope mong-cai"),
  ];
  static override args = { user: Args.string({ required: true, description: help("arg.user") }) };
  static override flags = {
    role: Flags.option({ options: roles, required: true, summary: help("flag.role") })(),
    scope: Flags.string({ summary: help("flag.userScope"), helpValue: "<unit>" }),
    name: Flags.string({ summary: help("flag.userName"), helpValue: "<name>" }),
    mail: Flags.string({ summary: help("flag.mail"), helpValue: "<address>" }),
    speaks: Flags.option({ options: languages, summary: help("flag.speaks") })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserCreate);
    const server = this.server(flags);
    const { role, scope, name, mail, speaks } = flags;
    const answer = await createUser(server, {
      ...{ id: args.user, role, name, mail, language: speaks },
      scope: scope === undefined ? null : await objectId(server, "unit", scope),
    });
    const data = linkAt(server.place.url, answer.data);
    await this.show({ ...answer, data }, flags, {
      people: (look) => renderLink(data, look),
      csv: (look) => renderCsv([data], linkColumns, look),
    });
  }
}
