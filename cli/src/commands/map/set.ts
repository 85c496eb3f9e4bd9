import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { setMap } from "../../client/map.ts";
import { renderCsv } from "../../format/csv.ts";
import { mapColumns, renderMapSet } from "../../format/map.ts";
import { readOutlines } from "../../inventory/read-files.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";

export default class MapSet extends BaseCommand {
  static override summary = help("map.set.summary");
  static override description = help("map.set.description");
  static override examples = [
    example(
      "map.set.example.province",
      "haidang map set examples/quang-ninh/facts/communes-2025.geojson --centre trung-tam-du-lieu",
    ),
  ];
  static override args = { file: Args.string({ required: true, description: help("arg.geojson") }) };
  static override flags = { centre: Flags.string({ summary: help("flag.mapCentre") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(MapSet);
    const outlines = await readOutlines(args.file, language);
    const answer = await setMap(this.server(flags), { outlines, centre: flags.centre });
    await this.show(answer, flags, {
      people: (look) => renderMapSet(answer.data, look),
      csv: (look) => renderCsv([answer.data], mapColumns, look),
    });
  }
}
