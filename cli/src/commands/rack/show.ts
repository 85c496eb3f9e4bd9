import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showRack } from "../../client/rack.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { rackColumns } from "../../format/rack.ts";
import { example, help } from "../../words/help.ts";

export default class RackShow extends BaseCommand {
  static override summary = help("rack.show.summary");
  static override description = help("rack.show.description");
  static override examples = [
    example("rack.show.example.id", "haidang rack show dc-a1"),
    example("rack.show.example.name", 'haidang rack show "tu a1"'),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(RackShow);
    const answer = await showRack(this.server(flags), args.name);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, rackColumns, look),
      csv: (look) => renderCsv([answer.data], rackColumns, look),
    });
  }
}
