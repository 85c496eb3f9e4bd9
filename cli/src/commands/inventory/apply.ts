import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { sendInventory } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderChange } from "../../format/inventory.ts";
import { readInventoryFiles } from "../../inventory/read-files.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";

export default class InventoryApply extends BaseCommand {
  static override summary = help("inventory.apply.summary");
  static override description = help("inventory.apply.description");
  static override examples = [
    example("inventory.apply.example.folder", "haidang inventory apply ./inventory"),
    example("inventory.apply.example.files", "haidang inventory apply units.yaml links.yaml"),
  ];
  static override args = {
    path: Args.string({ required: true, multiple: true, description: help("arg.path") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryApply);
    const files = await readInventoryFiles(args.path, language);
    const answer = await sendInventory(this.server(flags), "apply", { files });
    await this.show(answer, flags, {
      people: (look) => renderChange(answer.data, true, look),
      csv: (look) => renderCsv(changeRows(answer.data), changeColumns, look),
    });
  }
}
