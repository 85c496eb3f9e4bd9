import { ListCommand } from "../../base-command.ts";
import { listChannels } from "../../client/notification.ts";
import { channelColumns } from "../../format/notification.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ChannelList extends ListCommand {
  static override summary = help("channel.list.summary");
  static override description = help("channel.list.description");
  static override examples = [
    example("channel.list.example.all", "haidang channel list"),
    example("channel.list.example.failing", "haidang channel list --filter state=failing"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(ChannelList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listChannels(server);
      const empty = say(language, "channel.none");
      return { answer, rows: answer.data, columns: channelColumns, empty };
    });
  }
}
