import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listWindows } from "../../client/maintenance.ts";
import { maintenanceColumns } from "../../format/maintenance.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class MaintenanceList extends ListCommand {
  static override summary = help("maintenance.list.summary");
  static override description = help("maintenance.list.description");
  static override examples = [
    example("maintenance.list.example.open", "haidang maintenance list"),
    example("maintenance.list.example.all", "haidang maintenance list --all -o wide"),
  ];
  static override flags = {
    all: Flags.boolean({ summary: help("flag.maintenanceAll") }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(MaintenanceList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listWindows(server, flags.all === true);
      const empty = say(language, "maintenance.none");
      return { answer, rows: answer.data, columns: maintenanceColumns, empty };
    });
  }
}
