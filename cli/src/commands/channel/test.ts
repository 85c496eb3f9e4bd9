import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { testChannel } from "../../client/notification.ts";
import { renderCsv } from "../../format/csv.ts";
import { channelTestColumns, renderChannelTest } from "../../format/notification.ts";
import { example, help } from "../../words/help.ts";

export default class ChannelTest extends BaseCommand {
  static override summary = help("channel.test.summary");
  static override description = help("channel.test.description");
  static override examples = [
    example("channel.test.example.place", "haidang channel test chat-truc-ban"),
    example("channel.test.example.person", "haidang channel test sms --to nguyen-van-an"),
  ];
  static override args = { id: Args.string({ required: true, description: help("arg.channel") }) };
  static override flags = {
    to: Flags.string({ summary: help("flag.testTo"), helpValue: "<contact>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ChannelTest);
    const answer = await testChannel(this.server(flags), args.id, flags.to);
    await this.show(answer, flags, {
      people: (look) => renderChannelTest(answer.data, look),
      csv: (look) => renderCsv([answer.data], channelTestColumns, look),
    });
    if (!answer.data.delivered) process.exitCode = 1;
  }
}
