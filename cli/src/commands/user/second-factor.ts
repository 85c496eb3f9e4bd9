import { roles } from "@haidang/contract/user.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { requireSecondFactor, secondFactorPolicy } from "../../client/user.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UserSecondFactor extends BaseCommand {
  static override summary = help("user.second-factor.summary");
  static override description = help("user.second-factor.description");
  static override examples = [
    example("user.second-factor.example.show", "haidang user second-factor"),
    example(
      "user.second-factor.example.require",
      "haidang user second-factor --require admin --require operator",
    ),
    example("user.second-factor.example.none", "haidang user second-factor --require none"),
  ];
  static override flags = {
    require: Flags.option({
      options: [...roles, "none"] as const,
      multiple: true,
      summary: help("flag.requireSecondFactor"),
    })(),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(UserSecondFactor);
    const server = this.server(flags);
    const wanted = flags.require;
    const answer =
      wanted === undefined
        ? await secondFactorPolicy(server)
        : await requireSecondFactor(server, { required: roles.filter((role) => wanted.includes(role)) });
    const { required } = answer.data;
    await this.show(answer, flags, {
      people: () =>
        required.length === 0
          ? say(language, "user.secondFactor.nobody")
          : say(language, "user.secondFactor.needed", {
              roles: required.map((role) => say(language, `role.${role}`)).join(", "),
            }),
      csv: () => required.map((role) => `${role}\n`).join(""),
    });
  }
}
