import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { conferenceId, showConference } from "../../client/conference.ts";
import { conferenceColumns, renderConferenceDetail } from "../../format/conference.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class ConferenceShow extends BaseCommand {
  static override summary = help("conference.show.summary");
  static override description = help("conference.show.description");
  static override examples = [example("conference.show.example.one", "haidang conference show HN-12")];
  static override args = { id: Args.string({ required: true, description: help("arg.conference") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConferenceShow);
    const server = this.server(flags);
    const answer = await showConference(server, await conferenceId(server, args.id));
    await this.show(answer, flags, {
      people: (look) => renderConferenceDetail(answer.data, look),
      csv: (look) => renderCsv([answer.data], conferenceColumns, look),
    });
  }
}
