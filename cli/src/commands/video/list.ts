import { ListCommand } from "../../base-command.ts";
import { listVideo } from "../../client/video.ts";
import { worstFirst } from "../../format/object.ts";
import { videoColumns } from "../../format/video.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class VideoList extends ListCommand {
  static override summary = help("video.list.summary");
  static override description = help("video.list.description");
  static override examples = [
    example("video.list.example.all", "haidang video list"),
    example("video.list.example.filter", "haidang video list --filter state=down --sort since:desc"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(VideoList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listVideo(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: videoColumns, empty: say(language, "list.empty") };
    });
  }
}
