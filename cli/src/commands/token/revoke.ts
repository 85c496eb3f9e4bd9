import { deviceText } from "@haidang/contract/text.ts";
import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { revokeToken } from "../../client/token.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class TokenRevoke extends BaseCommand {
  static override summary = help("token.revoke.summary");
  static override description = help("token.revoke.description");
  static override examples = [example("token.revoke.example.id", "haidang token revoke 1a2b3c4d5e")];
  static override args = { id: Args.string({ required: true, description: help("arg.token") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenRevoke);
    const answer = await revokeToken(this.server(flags), args.id);
    const { id, name } = answer.data;
    await this.show(answer, flags, {
      people: () => say(language, "token.revoked", { id, name: deviceText(name, 60) }),
      csv: () => `${id}\n`,
    });
  }
}
