import { BaseCommand } from "../../base-command.ts";
import { listVideo } from "../../client/video.ts";
import { worstFirst } from "../../format/object.ts";
import { videoColumns } from "../../format/video.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class VideoList extends BaseCommand {
  static override summary = help("video.list.summary");
  static override description = help("video.list.description");
  static override examples = [
    example("video.list.example.all", "haidang video list"),
    example("video.list.example.filter", "haidang video list --filter state=down --sort since:desc"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(VideoList);
    const answer = await listVideo(this.server(flags));
    const rows = worstFirst(answer.data, language);
    await this.showList({ answer, rows, columns: videoColumns, empty: say(language, "list.empty") }, flags);
  }
}
