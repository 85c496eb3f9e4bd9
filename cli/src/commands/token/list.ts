import { ListCommand } from "../../base-command.ts";
import { listTokens } from "../../client/token.ts";
import { tokenColumns } from "../../format/token.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class TokenList extends ListCommand {
  static override summary = help("token.list.summary");
  static override description = help("token.list.description");
  static override examples = [
    example("token.list.example.all", "haidang token list"),
    example("token.list.example.unused", "haidang token list --sort used"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listTokens(server);
      return { answer, rows: answer.data, columns: tokenColumns, empty: say(language, "token.none") };
    });
  }
}
