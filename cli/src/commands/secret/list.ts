import { ListCommand } from "../../base-command.ts";
import { listSecrets } from "../../client/secret.ts";
import { secretColumns } from "../../format/secret.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class SecretList extends ListCommand {
  static override summary = help("secret.list.summary");
  static override description = help("secret.list.description");
  static override examples = [example("secret.list.example.all", "haidang secret list")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(SecretList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listSecrets(server);
      return { answer, rows: answer.data, columns: secretColumns, empty: say(language, "secret.none") };
    });
  }
}
