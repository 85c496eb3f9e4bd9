import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { findTree } from "../../client/tree.ts";
import { foundColumns } from "../../format/tree.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UnitFind extends BaseCommand {
  static override summary = help("unit.find.summary");
  static override description = help("unit.find.description");
  static override examples = [
    example("unit.find.example.name", 'haidang unit find "ha khanh"'),
    example("unit.find.example.code", "haidang unit find 06649"),
  ];
  static override args = { word: Args.string({ required: true, description: help("arg.word") }) };
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UnitFind);
    const answer = await findTree(this.server(flags), args.word);
    const empty = say(language, "tree.none");
    await this.showList({ answer, rows: answer.data, columns: foundColumns, empty }, flags);
  }
}
