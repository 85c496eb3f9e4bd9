import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { sendInventory } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderChange } from "../../format/inventory.ts";
import { readInventoryFiles } from "../../inventory/read-files.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";

export default class InventoryValidate extends BaseCommand {
  static override summary = help("inventory.validate.summary");
  static override description = help("inventory.validate.description");
  static override examples = [
    example("inventory.validate.example.folder", "haidang inventory validate ./inventory"),
    example("inventory.validate.example.files", "haidang inventory validate units.yaml links.yaml"),
  ];
  static override args = {
    path: Args.string({ required: true, multiple: true, description: help("arg.path") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryValidate);
    const files = await readInventoryFiles(args.path, language);
    const answer = await sendInventory(this.server(flags), "validate", { files });
    await this.show(answer, flags, {
      people: (look) => renderChange(answer.data, false, look),
      csv: (look) => renderCsv(changeRows(answer.data), changeColumns, look),
    });
  }
}
