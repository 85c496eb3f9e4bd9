import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listTree } from "../../client/tree.ts";
import { listUnits } from "../../client/unit.ts";
import { moment } from "../../format/figure.ts";
import { worstFirst } from "../../format/object.ts";
import { treeColumns } from "../../format/tree.ts";
import { unitColumns } from "../../format/unit.ts";
import { language } from "../../language.ts";
import { instantMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class UnitList extends ListCommand {
  static override summary = help("unit.list.summary");
  static override description = help("unit.list.description");
  static override examples = [
    example("unit.list.example.all", "haidang unit list"),
    example("unit.list.example.filter", "haidang unit list --filter state=down --sort since:desc"),
    example("unit.list.example.as-of", "haidang unit list --as-of 2025-06-30"),
  ];
  static override flags = {
    "as-of": Flags.string({ summary: help("flag.as-of"), helpValue: "<day>" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(UnitList);
    const server = this.server(flags);
    const asOf = flags["as-of"];
    if (asOf !== undefined) {
      const asOfMs = instantMs(asOf, language);
      const caption = `${say(language, "tree.asOf", { time: moment(asOfMs, language) })}\n`;
      const empty = say(language, "list.empty");
      return this.list(flags, async () => {
        const answer = await listTree(server, new Date(asOfMs).toISOString());
        return { answer, rows: answer.data, columns: treeColumns, caption, empty };
      });
    }
    await this.list(flags, async () => {
      const answer = await listUnits(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: unitColumns, empty: say(language, "list.empty") };
    });
  }
}
