import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showService } from "../../client/service.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { serviceColumns } from "../../format/service.ts";
import { checkFlags } from "../../global-flags.ts";
import { example, help } from "../../words/help.ts";

export default class ServiceShow extends BaseCommand {
  static override summary = help("service.show.summary");
  static override description = help("service.show.description");
  static override examples = [
    example("service.show.example.id", "haidang service show cong-dvc"),
    example("service.show.example.name", 'haidang service show "cong dich vu cong"'),
    example("show.example.check", "haidang service show co-to-1 --check"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };
  static override flags = checkFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ServiceShow);
    const server = this.server(flags);
    if (flags.check) return this.check(flags, () => showService(server, args.name));
    const answer = await showService(server, args.name);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, serviceColumns, look),
      csv: (look) => renderCsv([answer.data], serviceColumns, look),
    });
  }
}
