import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { checkFeed } from "../../client/feed.ts";
import { renderCsv } from "../../format/csv.ts";
import { burdenColumns, renderFailover } from "../../format/feed.ts";
import { example, help } from "../../words/help.ts";

export default class FeedCheck extends BaseCommand {
  static override summary = help("feed.check.summary");
  static override description = help("feed.check.description");
  static override examples = [example("feed.check.example.a", "haidang feed check a")];
  static override args = { feed: Args.string({ required: true, description: help("arg.feed") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(FeedCheck);
    const answer = await checkFeed(this.server(flags), args.feed);
    await this.show(answer, flags, {
      people: (look) => renderFailover(answer.data, look),
      csv: (look) => renderCsv(answer.data.burdens, burdenColumns, look),
    });
    if (answer.data.answer !== "yes") process.exitCode = 1;
  }
}
