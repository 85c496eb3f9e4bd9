import { sheetKinds } from "@haidang/contract/inventory-api.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { sheetTemplate } from "../../client/inventory.ts";
import { language } from "../../language.ts";
import { writeNew } from "../../new-file.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class InventoryTemplate extends BaseCommand {
  static override summary = help("inventory.template.summary");
  static override description = help("inventory.template.description");
  static override examples = [
    example("inventory.template.example.links", "haidang inventory template --kind links --file mau.xlsx"),
    example("inventory.template.example.units", "haidang inventory template --kind networkUnits --lang en"),
  ];
  static override flags = {
    kind: Flags.option({ options: sheetKinds, required: true, summary: help("flag.templateKind") })(),
    file: Flags.string({ char: "f", summary: help("flag.templateFile"), helpValue: "<file>" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(InventoryTemplate);
    const answer = await sheetTemplate(this.server(flags), { kind: flags.kind, lang: language });
    const path = flags.file ?? answer.data.name;
    await writeNew(path, Buffer.from(answer.data.base64, "base64"));
    await this.show({ data: { path }, meta: answer.meta }, flags, {
      people: () => say(language, "template.done", { path }),
      csv: () => `${path}\r\n`,
    });
  }
}
