import { BaseCommand } from "../../base-command.ts";
import { rotateVaultKey } from "../../client/secret.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class SecretRotateKey extends BaseCommand {
  static override summary = help("secret.rotate-key.summary");
  static override description = help("secret.rotate-key.description");
  static override examples = [example("secret.rotate-key.example.now", "haidang secret rotate-key")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(SecretRotateKey);
    const answer = await rotateVaultKey(this.server(flags));
    const { secrets } = answer.data;
    await this.show(answer, flags, {
      people: () => say(language, "secret.rotated", { count: secrets }),
      csv: () => `${secrets}\n`,
    });
  }
}
