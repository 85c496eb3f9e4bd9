import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showVideo } from "../../client/video.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { videoColumns } from "../../format/video.ts";
import { checkFlags } from "../../global-flags.ts";
import { example, help } from "../../words/help.ts";

export default class VideoShow extends BaseCommand {
  static override summary = help("video.show.summary");
  static override description = help("video.show.description");
  static override examples = [
    example("video.show.example.id", "haidang video show co-to-vc"),
    example("video.show.example.name", 'haidang video show "co to"'),
    example("show.example.check", "haidang video show co-to-1 --check"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };
  static override flags = checkFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(VideoShow);
    const server = this.server(flags);
    if (flags.check) return this.check(flags, () => showVideo(server, args.name));
    const answer = await showVideo(server, args.name);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, videoColumns, look),
      csv: (look) => renderCsv([answer.data], videoColumns, look),
    });
  }
}
