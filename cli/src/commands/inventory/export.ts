import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { exportInventory } from "../../client/inventory.ts";
import { writeExport } from "../../inventory/export-folder.ts";
import { language } from "../../language.ts";
import { instantMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class InventoryExport extends BaseCommand {
  static override summary = help("inventory.export.summary");
  static override description = help("inventory.export.description");
  static override examples = [
    example("inventory.export.example.list", "haidang inventory export ./inventory"),
    example("inventory.export.example.unit", "haidang inventory export ./inventory --by unit"),
    example("inventory.export.example.as-of", "haidang inventory export ./truoc --as-of 2025-06-30"),
  ];
  static override args = {
    folder: Args.string({ required: true, description: help("arg.exportFolder") }),
  };
  static override flags = {
    by: Flags.option({
      options: ["list", "unit"] as const,
      default: "list",
      summary: help("flag.exportBy"),
    })(),
    revision: Flags.integer({ summary: help("flag.exportRevision"), min: 1 }),
    "as-of": Flags.string({
      summary: help("flag.exportAsOf"),
      helpValue: "<time>",
      exclusive: ["revision"],
    }),
    "with-secrets": Flags.boolean({ summary: help("flag.with-secrets") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryExport);
    const withSecrets = flags["with-secrets"] === true;
    const { by, revision } = flags;
    const asked = flags["as-of"];
    const asOf = asked === undefined ? undefined : new Date(instantMs(asked, language)).toISOString();
    const query = { by, revision, asOf, secrets: String(withSecrets) };
    const answer = await exportInventory(this.server(flags), query);
    const { files, withheld } = answer.data;
    await writeExport(args.folder, files, withSecrets ? 0o600 : 0o644);
    const told = {
      revision: answer.data.revision,
      folder: args.folder,
      files: files.map(({ path }) => path),
      withheld,
    };
    const [sample] = withheld;
    const done = say(language, "export.done", {
      revision: told.revision,
      folder: told.folder,
      files: files.length,
    });
    const left = say(language, "export.withheld", {
      count: withheld.length,
      sample: `{ secret: ${sample} }`,
    });
    await this.show({ data: told, meta: answer.meta }, flags, {
      people: () => (sample === undefined ? done : `${done}\n${left}`),
      csv: () => `${told.files.join("\r\n")}\r\n`,
    });
  }
}
