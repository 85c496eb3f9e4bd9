import { ListCommand } from "../../base-command.ts";
import { listReleases } from "../../client/release.ts";
import { releaseColumns } from "../../format/release.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ReleaseList extends ListCommand {
  static override summary = help("release.list.summary");
  static override description = help("release.list.description");
  static override examples = [example("release.list.example.all", "haidang release list")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(ReleaseList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listReleases(server);
      const empty = say(language, "release.empty");
      return { answer, rows: answer.data, columns: releaseColumns, empty };
    });
  }
}
