import { resolve } from "node:path";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { backUp } from "../../client/store.ts";
import { renderCsv } from "../../format/csv.ts";
import { backupColumns, renderBackup } from "../../format/store.ts";
import { example, help } from "../../words/help.ts";

export default class StoreBackup extends BaseCommand {
  static override summary = help("store.backup.summary");
  static override description = help("store.backup.description");
  static override examples = [
    example("store.backup.example.new", "haidang store backup /var/backups/haidang-2026-11-23"),
  ];
  static override args = {
    folder: Args.string({ required: true, description: help("arg.newFolder") }),
  };

  static override flags = { "with-keys": Flags.boolean({ summary: help("flag.withKeys") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(StoreBackup);
    const answer = await backUp(this.server(flags), {
      folder: resolve(args.folder),
      withKeys: flags["with-keys"] === true,
    });
    await this.show(answer, flags, {
      people: (look) => renderBackup(answer.data, look),
      csv: (look) => renderCsv([answer.data], backupColumns, look),
    });
  }
}
