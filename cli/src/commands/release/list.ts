import { BaseCommand } from "../../base-command.ts";
import { listReleases } from "../../client/release.ts";
import { releaseColumns } from "../../format/release.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ReleaseList extends BaseCommand {
  static override summary = help("release.list.summary");
  static override description = help("release.list.description");
  static override examples = [example("release.list.example.all", "haidang release list")];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReleaseList);
    const answer = await listReleases(this.server(flags));
    const empty = say(language, "release.empty");
    await this.showList({ answer, rows: answer.data, columns: releaseColumns, empty }, flags);
  }
}
