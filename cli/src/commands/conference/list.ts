import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listConferences } from "../../client/conference.ts";
import { conferenceColumns } from "../../format/conference.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ConferenceList extends ListCommand {
  static override summary = help("conference.list.summary");
  static override description = help("conference.list.description");
  static override examples = [
    example("conference.list.example.open", "haidang conference list"),
    example("conference.list.example.all", "haidang conference list --all -o csv"),
  ];
  static override flags = { all: Flags.boolean({ summary: help("flag.meetingAll") }) };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ConferenceList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listConferences(server, flags.all === true);
      const empty = say(language, "conference.none");
      return { answer, rows: answer.data, columns: conferenceColumns, empty };
    });
  }
}
