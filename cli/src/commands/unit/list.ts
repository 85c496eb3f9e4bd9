import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { listTree } from "../../client/tree.ts";
import { listUnits } from "../../client/unit.ts";
import { moment } from "../../format/figure.ts";
import { worstFirst } from "../../format/object.ts";
import { treeColumns } from "../../format/tree.ts";
import { unitColumns } from "../../format/unit.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { instantMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UnitList extends BaseCommand {
  static override summary = help("unit.list.summary");
  static override description = help("unit.list.description");
  static override examples = [
    example("unit.list.example.all", "haidang unit list"),
    example("unit.list.example.filter", "haidang unit list --filter state=down --sort since:desc"),
    example("unit.list.example.as-of", "haidang unit list --as-of 2025-06-30"),
  ];
  static override flags = {
    "as-of": Flags.string({ summary: help("flag.as-of"), helpValue: "<day>" }),
    ...listFlags,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(UnitList);
    const asOf = flags["as-of"];
    if (asOf !== undefined) {
      const asOfMs = instantMs(asOf, language);
      const tree = await listTree(this.server(flags), new Date(asOfMs).toISOString());
      const caption = `${say(language, "tree.asOf", { time: moment(asOfMs, language) })}\n`;
      const empty = say(language, "list.empty");
      return this.showList({ answer: tree, rows: tree.data, columns: treeColumns, caption, empty }, flags);
    }
    const answer = await listUnits(this.server(flags));
    const rows = worstFirst(answer.data, language);
    await this.showList({ answer, rows, columns: unitColumns, empty: say(language, "list.empty") }, flags);
  }
}
