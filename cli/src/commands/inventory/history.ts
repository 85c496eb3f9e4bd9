import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listRevisions } from "../../client/inventory.ts";
import { revisionColumns } from "../../format/revisions.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class InventoryHistory extends ListCommand {
  static override summary = help("inventory.history.summary");
  static override description = help("inventory.history.description");
  static override examples = [example("inventory.history.example.all", "haidang inventory history")];
  static override flags = {
    limit: Flags.integer({ summary: help("flag.revisionLimit"), default: 20, min: 1, max: 200 }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(InventoryHistory);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listRevisions(server, flags.limit);
      const empty = say(language, "revision.none");
      return { answer, rows: answer.data, columns: revisionColumns, empty };
    });
  }
}
