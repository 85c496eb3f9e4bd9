import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { isNotFound, unitHistory } from "../../client/tree.ts";
import { showUnit } from "../../client/unit.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { renderHistory, treeColumns } from "../../format/tree.ts";
import { unitColumns } from "../../format/unit.ts";
import { checkFlags, type GlobalFlags } from "../../global-flags.ts";
import { example, help } from "../../words/help.ts";

export default class UnitShow extends BaseCommand {
  static override summary = help("unit.show.summary");
  static override description = help("unit.show.description");
  static override examples = [
    example("unit.show.example.id", "haidang unit show ubnd-co-to"),
    example("unit.show.example.name", 'haidang unit show "co to"'),
    example("unit.show.example.history", 'haidang unit show "cao xanh" --history'),
    example("show.example.check", "haidang unit show co-to-1 --check"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };
  static override flags = {
    history: Flags.boolean({ summary: help("flag.history"), exclusive: ["check"] }),
    ...checkFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UnitShow);
    const server = this.server(flags);
    if (flags.check) return this.check(flags, () => showUnit(server, args.name));
    if (flags.history) return this.showHistory(args.name, flags);
    const answer = await showUnit(server, args.name).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      return undefined;
    });
    // a unit that is no more has no state, and yet a story
    if (answer === undefined) return this.showHistory(args.name, flags);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, unitColumns, look),
      csv: (look) => renderCsv([answer.data], unitColumns, look),
    });
  }

  private async showHistory(name: string, flags: GlobalFlags): Promise<void> {
    const answer = await unitHistory(this.server(flags), name);
    await this.show(answer, flags, {
      people: (look) => renderHistory(answer.data, look),
      csv: (look) => renderCsv([answer.data], treeColumns, look),
    });
  }
}
