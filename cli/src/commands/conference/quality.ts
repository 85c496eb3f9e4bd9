import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { conferenceId, readQuality } from "../../client/conference.ts";
import { selectColumns, selectRows } from "../../format/column.ts";
import { qualityCaption, qualityColumns } from "../../format/conference.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderTable } from "../../format/table.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { withProgress } from "../../progress.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ConferenceQuality extends BaseCommand {
  static override summary = help("conference.quality.summary");
  static override description = help("conference.quality.description");
  static override examples = [
    example("conference.quality.example.one", "haidang conference quality HN-12"),
    example("conference.quality.example.csv", "haidang conference quality HN-12 -o csv"),
  ];
  static override args = { id: Args.string({ required: true, description: help("arg.conference") }) };
  static override flags = { ...listFlags };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConferenceQuality);
    const server = this.server(flags);
    const id = await conferenceId(server, args.id);
    const answer = await withProgress(readQuality(server, id), say(language, "conference.working"));
    const quality = answer.data;
    const rowsFor = (look: Parameters<typeof selectRows>[3], wide: boolean) =>
      ({
        rows: selectRows(quality.points, qualityColumns, { ...flags, wide }, look),
        columns: selectColumns(qualityColumns, { ...flags, wide }, look),
      }) as const;
    await this.show(answer, flags, {
      people(look, wide) {
        if (quality.toMs <= quality.fromMs) return say(language, "conference.qualityNone");
        const { rows, columns } = rowsFor(look, wide);
        return [qualityCaption(quality, look), renderTable(rows, columns, look)].join("\n");
      },
      csv(look) {
        const { rows, columns } = rowsFor(look, true);
        return renderCsv(rows, columns, look);
      },
    });
  }
}
