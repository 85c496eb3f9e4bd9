import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { sendInventory } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderChange } from "../../format/inventory.ts";
import { readInventoryFiles } from "../../inventory/read-files.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class InventoryDiff extends BaseCommand {
  static override summary = help("inventory.diff.summary");
  static override description = help("inventory.diff.description");
  static override examples = [
    example("inventory.diff.example.folder", "haidang inventory diff ./inventory"),
    example("inventory.diff.example.json", "haidang inventory diff ./inventory --json"),
  ];
  static override args = {
    path: Args.string({ required: true, multiple: true, description: help("arg.path") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryDiff);
    const files = await readInventoryFiles(args.path, language);
    const answer = await sendInventory(this.server(flags), "validate", { files });
    await this.show(answer, flags, {
      people: (look) =>
        `${renderChange(answer.data, false, look)}\n${say(language, "inventory.against", { revision: answer.data.against ?? 0 })}`,
      csv: (look) => renderCsv(changeRows(answer.data), changeColumns, look),
    });
  }
}
