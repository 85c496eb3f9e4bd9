import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { revertInventory } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderChange } from "../../format/inventory.ts";
import { guarded, guardFlags, guardOf } from "../../inventory/guard.ts";
import { example, help } from "../../words/help.ts";

export default class InventoryRevert extends BaseCommand {
  static override summary = help("inventory.revert.summary");
  static override description = help("inventory.revert.description");
  static override examples = [example("inventory.revert.example.one", "haidang inventory revert 12")];
  static override args = {
    revision: Args.integer({ required: true, min: 1, description: help("arg.revision") }),
  };
  static override flags = guardFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryRevert);
    const answer = await guarded(`haidang inventory revert ${args.revision}`, () =>
      revertInventory(this.server(flags), args.revision, guardOf(flags)),
    );
    await this.show(answer, flags, {
      people: (look) => renderChange(answer.data, true, look),
      csv: (look) => renderCsv(changeRows(answer.data), changeColumns, look),
    });
  }
}
