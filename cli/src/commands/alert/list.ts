import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listAlerts } from "../../client/incident.ts";
import { alertColumns } from "../../format/incident.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class AlertList extends ListCommand {
  static override summary = help("alert.list.summary");
  static override description = help("alert.list.description");
  static override examples = [
    example("alert.list.example.now", "haidang alert list"),
    example("alert.list.example.muted", "haidang alert list --filter muted=silence"),
  ];
  static override flags = { all: Flags.boolean({ summary: help("flag.alertAll") }) };

  override async run(): Promise<void> {
    const { flags } = await this.parse(AlertList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listAlerts(server, flags.all === true);
      const empty = say(language, "alert.none");
      return { answer, rows: answer.data, columns: alertColumns, empty };
    });
  }
}
