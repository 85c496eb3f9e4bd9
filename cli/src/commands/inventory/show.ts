import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showRevision } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderRevision } from "../../format/inventory.ts";
import { example, help } from "../../words/help.ts";

export default class InventoryShow extends BaseCommand {
  static override summary = help("inventory.show.summary");
  static override description = help("inventory.show.description");
  static override examples = [example("inventory.show.example.one", "haidang inventory show 12")];
  static override args = {
    revision: Args.integer({ required: true, min: 1, description: help("arg.revision") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryShow);
    const answer = await showRevision(this.server(flags), args.revision);
    await this.show(answer, flags, {
      people: (look) => renderRevision(answer.data, look),
      csv: (look) => renderCsv(changeRows(answer.data.change), changeColumns, look),
    });
  }
}
