import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { cancelWindow } from "../../client/maintenance.ts";
import { renderCsv } from "../../format/csv.ts";
import { maintenanceColumns, renderWindow } from "../../format/maintenance.ts";
import { example, help } from "../../words/help.ts";

export default class MaintenanceCancel extends BaseCommand {
  static override summary = help("maintenance.cancel.summary");
  static override description = help("maintenance.cancel.description");
  static override examples = [
    example("maintenance.cancel.example.done", "haidang maintenance cancel m-1a2b3c4d"),
    example(
      "maintenance.cancel.example.reason",
      'haidang maintenance cancel m-1a2b3c4d --reason "hoãn vì mưa bão"',
    ),
  ];
  static override args = { id: Args.string({ required: true, description: help("arg.window") }) };
  static override flags = {
    reason: Flags.string({ summary: help("flag.maintenanceReason"), helpValue: "<text>", default: "" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(MaintenanceCancel);
    const answer = await cancelWindow(this.server(flags), args.id, flags.reason);
    await this.show(answer, flags, {
      people: (look) => renderWindow(answer.data, look),
      csv: (look) => renderCsv([answer.data], maintenanceColumns, look),
    });
  }
}
