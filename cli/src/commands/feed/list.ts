import { BaseCommand } from "../../base-command.ts";
import { listFeeds } from "../../client/feed.ts";
import { renderCsv } from "../../format/csv.ts";
import { feedColumns } from "../../format/feed.ts";
import { renderTable } from "../../format/table.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class FeedList extends BaseCommand {
  static override summary = help("feed.list.summary");
  static override description = help("feed.list.description");
  static override examples = [example("feed.list.example.all", "haidang feed list")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(FeedList);
    const answer = await listFeeds(this.server(flags));
    await this.show(answer, flags, {
      people: (look) =>
        answer.data.length === 0 ? say(language, "feed.none") : renderTable(answer.data, feedColumns, look),
      csv: (look) => renderCsv(answer.data, feedColumns, look),
    });
  }
}
