import { ListCommand } from "../../base-command.ts";
import { listFeeds } from "../../client/feed.ts";
import { feedColumns } from "../../format/feed.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class FeedList extends ListCommand {
  static override summary = help("feed.list.summary");
  static override description = help("feed.list.description");
  static override examples = [example("feed.list.example.all", "haidang feed list")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(FeedList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listFeeds(server);
      return { answer, rows: answer.data, columns: feedColumns, empty: say(language, "feed.none") };
    });
  }
}
