import { basename } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { sheetKinds } from "@haidang/contract/inventory-api.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { sendSheet } from "../../client/inventory.ts";
import { renderCsv } from "../../format/csv.ts";
import { changeColumns, changeRows, renderImport } from "../../format/inventory.ts";
import { guarded } from "../../inventory/guard.ts";
import { readSheetFile } from "../../inventory/read-files.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class InventoryImport extends BaseCommand {
  static override summary = help("inventory.import.summary");
  static override description = help("inventory.import.description");
  static override examples = [
    example("inventory.import.example.dry", "haidang inventory import mau.xlsx --dry-run"),
    example("inventory.import.example.map", 'haidang inventory import kenh.csv --map "Host=address"'),
  ];
  static override args = {
    file: Args.string({ required: true, description: help("arg.sheetFile") }),
  };
  static override flags = {
    kind: Flags.option({ options: sheetKinds, summary: help("flag.sheetKind") })(),
    sheet: Flags.string({ summary: help("flag.sheet"), helpValue: "<name>" }),
    map: Flags.string({
      ...{ summary: help("flag.map"), helpValue: "<column>=<field>" },
      ...{ multiple: true, multipleNonGreedy: true },
    }),
    "new-carrier": Flags.string({
      ...{ summary: help("flag.new-carrier"), helpValue: "<name>" },
      ...{ multiple: true, multipleNonGreedy: true },
    }),
    trim: Flags.boolean({ summary: help("flag.trim") }),
    "dry-run": Flags.boolean({ summary: help("flag.inventoryDryRun") }),
    "if-revision": Flags.integer({ summary: help("flag.if-revision"), helpValue: "<revision>", min: 0 }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InventoryImport);
    const bytes = await readSheetFile(args.file, language);
    const ifRevision = flags["if-revision"];
    const apply = !flags["dry-run"];
    const answer = await guarded(`haidang inventory import ${args.file}`, () =>
      sendSheet(this.server(flags), {
        ...{ name: basename(args.file), base64: bytes.toString("base64"), apply, trim: flags.trim },
        ...{ kind: flags.kind, sheet: flags.sheet, newCarriers: flags["new-carrier"] ?? [] },
        map: Object.fromEntries((flags.map ?? []).map(mapping)),
        ...(ifRevision === undefined ? {} : { ifRevision }),
      }),
    );
    await this.show(answer, flags, {
      people: (look) => renderImport(answer.data, apply, look),
      csv: (look) => renderCsv(changeRows(answer.data.change), changeColumns, look),
    });
  }
}

function mapping(text: string): [string, string] {
  const at = text.lastIndexOf("=");
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new HaidangError("usage", say(language, "import.map", { text }), {
    hint: say(language, "import.mapHint"),
  });
}
