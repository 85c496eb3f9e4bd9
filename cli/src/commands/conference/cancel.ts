import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { cancelConference, conferenceId } from "../../client/conference.ts";
import { conferenceColumns, renderConference } from "../../format/conference.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class ConferenceCancel extends BaseCommand {
  static override summary = help("conference.cancel.summary");
  static override description = help("conference.cancel.description");
  static override examples = [
    example("conference.cancel.example.one", 'haidang conference cancel HN-12 --reason "dời sang thứ năm"'),
  ];
  static override args = { id: Args.string({ required: true, description: help("arg.conference") }) };
  static override flags = {
    reason: Flags.string({ summary: help("flag.meetingReason"), helpValue: "<text>", default: "" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConferenceCancel);
    const server = this.server(flags);
    const answer = await cancelConference(server, await conferenceId(server, args.id), flags.reason);
    await this.show(answer, flags, {
      people: (look) => renderConference(answer.data, look),
      csv: (look) => renderCsv([answer.data], conferenceColumns, look),
    });
  }
}
