import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { sendInventory } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderChange } from "../../format/inventory.ts";
import { guarded, guardFlags, guardOf } from "../../inventory/guard.ts";
import { readInventoryFiles } from "../../inventory/read-files.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";

export default class InventoryApply extends BaseCommand {
  static override summary = help("inventory.apply.summary");
  static override description = help("inventory.apply.description");
  static override examples = [
    example("inventory.apply.example.folder", "haidang inventory apply ./inventory"),
    example("inventory.apply.example.dry", "haidang inventory apply ./inventory --dry-run"),
    example("inventory.apply.example.revision", "haidang inventory apply ./inventory --if-revision 12"),
    example("inventory.apply.example.files", "haidang inventory apply units.yaml links.yaml"),
  ];
  static override args = {
    path: Args.string({ required: true, multiple: true, description: help("arg.path") }),
  };

  static override flags = {
    "dry-run": Flags.boolean({ summary: help("flag.inventoryDryRun") }),
    ...guardFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryApply);
    const files = await readInventoryFiles(args.path, language);
    const isDry = flags["dry-run"];
    const typed = `haidang inventory apply ${args.path.join(" ")}`;
    const answer = await guarded(typed, () =>
      isDry
        ? sendInventory(this.server(flags), "validate", { files })
        : sendInventory(this.server(flags), "apply", { files, ...guardOf(flags) }),
    );
    await this.show(answer, flags, {
      people: (look) => renderChange(answer.data, !isDry, look),
      csv: (look) => renderCsv(changeRows(answer.data), changeColumns, look),
    });
  }
}
