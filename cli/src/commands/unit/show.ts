import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showUnit } from "../../client/unit.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { unitColumns } from "../../format/unit.ts";
import { example, help } from "../../words/help.ts";

export default class UnitShow extends BaseCommand {
  static override summary = help("unit.show.summary");
  static override description = help("unit.show.description");
  static override examples = [
    example("unit.show.example.id", "haidang unit show ubnd-co-to"),
    example("unit.show.example.name", 'haidang unit show "co to"'),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UnitShow);
    const answer = await showUnit(this.server(flags), args.name);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, unitColumns, look),
      csv: (look) => renderCsv([answer.data], unitColumns, look),
    });
  }
}
