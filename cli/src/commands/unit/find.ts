import { Args } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { findTree } from "../../client/tree.ts";
import { foundColumns } from "../../format/tree.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UnitFind extends ListCommand {
  static override summary = help("unit.find.summary");
  static override description = help("unit.find.description");
  static override examples = [
    example("unit.find.example.name", 'haidang unit find "ha khanh"'),
    example("unit.find.example.code", "haidang unit find 06649"),
  ];
  static override args = { word: Args.string({ required: true, description: help("arg.word") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UnitFind);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await findTree(server, args.word);
      const empty = say(language, "tree.none");
      return { answer, rows: answer.data, columns: foundColumns, empty };
    });
  }
}
