import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { listRevisions } from "../../client/inventory.ts";
import { revisionColumns } from "../../format/revisions.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class InventoryHistory extends BaseCommand {
  static override summary = help("inventory.history.summary");
  static override description = help("inventory.history.description");
  static override examples = [example("inventory.history.example.all", "haidang inventory history")];
  static override flags = {
    limit: Flags.integer({ summary: help("flag.revisionLimit"), default: 20, min: 1, max: 200 }),
    ...listFlags,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(InventoryHistory);
    const answer = await listRevisions(this.server(flags), flags.limit);
    const empty = say(language, "revision.none");
    await this.showList({ answer, rows: answer.data, columns: revisionColumns, empty }, flags);
  }
}
