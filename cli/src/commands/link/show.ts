import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showLink } from "../../client/link.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { linkColumns } from "../../format/link.ts";
import { example, help } from "../../words/help.ts";

export default class LinkShow extends BaseCommand {
  static override summary = help("link.show.summary");
  static override description = help("link.show.description");
  static override examples = [
    example("link.show.example.id", "haidang link show co-to-1"),
    example("link.show.example.name", 'haidang link show "cai chien"'),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LinkShow);
    const answer = await showLink(this.server(flags), args.name);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, linkColumns, look),
      csv: (look) => renderCsv([answer.data], linkColumns, look),
    });
  }
}
