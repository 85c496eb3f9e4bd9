import { BaseCommand } from "../../base-command.ts";
import { listSecrets } from "../../client/secret.ts";
import { secretColumns } from "../../format/secret.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class SecretList extends BaseCommand {
  static override summary = help("secret.list.summary");
  static override description = help("secret.list.description");
  static override examples = [example("secret.list.example.all", "haidang secret list")];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(SecretList);
    const answer = await listSecrets(this.server(flags));
    await this.showList(
      { answer, rows: answer.data, columns: secretColumns, empty: say(language, "secret.none") },
      flags,
    );
  }
}
