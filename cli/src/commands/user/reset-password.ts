import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { resetPassword } from "../../client/user.ts";
import { renderCsv } from "../../format/csv.ts";
import { linkAt, linkColumns, renderLink } from "../../format/user.ts";
import { example, help } from "../../words/help.ts";

export default class UserResetPassword extends BaseCommand {
  static override summary = help("user.reset-password.summary");
  static override description = help("user.reset-password.description");
  static override examples = [
    example("user.reset-password.example.forgot", "haidang user reset-password binh"),
    example("user.reset-password.example.lost", "haidang user reset-password binh --second-factor"),
  ];
  static override args = { user: Args.string({ required: true, description: help("arg.user") }) };
  static override flags = {
    "second-factor": Flags.boolean({ summary: help("flag.forgetSecondFactor") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserResetPassword);
    const server = this.server(flags);
    const answer = await resetPassword(server, args.user, flags["second-factor"] === true);
    const data = linkAt(server.place.url, answer.data);
    await this.show({ ...answer, data }, flags, {
      people: (look) => renderLink(data, look),
      csv: (look) => renderCsv([data], linkColumns, look),
    });
  }
}
