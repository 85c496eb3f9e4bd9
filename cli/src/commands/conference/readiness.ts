import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { conferenceId, readReadiness } from "../../client/conference.ts";
import { readinessColumns, renderReadiness } from "../../format/conference.ts";
import { renderCsv } from "../../format/csv.ts";
import { language } from "../../language.ts";
import { withProgress } from "../../progress.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ConferenceReadiness extends BaseCommand {
  static override summary = help("conference.readiness.summary");
  static override description = help("conference.readiness.description");
  static override examples = [
    example("conference.readiness.example.now", "haidang conference readiness HN-12"),
    example("conference.readiness.example.points", 'haidang conference readiness "giao ban" --points'),
    example("conference.readiness.example.csv", "haidang conference readiness HN-12 -o csv"),
  ];
  static override args = { id: Args.string({ required: true, description: help("arg.conference") }) };
  static override flags = {
    points: Flags.boolean({ summary: help("flag.meetingPoints") }),
    keep: Flags.boolean({ summary: help("flag.meetingKeep"), exclusive: ["run"] }),
    run: Flags.integer({ summary: help("flag.meetingRun"), min: 1 }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConferenceReadiness);
    const server = this.server(flags);
    const id = await conferenceId(server, args.id);
    const answer = await withProgress(
      readReadiness(server, id, { run: flags.run, keep: flags.keep === true }),
      say(language, "conference.working"),
    );
    await this.show(answer, flags, {
      people: (look, wide) => renderReadiness(answer.data, look, wide || flags.points === true),
      csv: (look) => renderCsv(answer.data.points, readinessColumns, look),
    });
  }
}
