import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { removeSecret } from "../../client/secret.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class SecretRemove extends BaseCommand {
  static override summary = help("secret.remove.summary");
  static override description = help("secret.remove.description");
  static override examples = [example("secret.remove.example.one", "haidang secret remove snmp-co-to")];
  static override args = { name: Args.string({ required: true, description: help("arg.secret") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretRemove);
    const answer = await removeSecret(this.server(flags), args.name);
    const { name } = answer.data;
    await this.show(answer, flags, {
      people: () => say(language, "secret.removed", { name }),
      csv: () => `${name}\n`,
    });
  }
}
