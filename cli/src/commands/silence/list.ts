import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listSilences } from "../../client/incident.ts";
import { silenceColumns } from "../../format/silence.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class SilenceList extends ListCommand {
  static override summary = help("silence.list.summary");
  static override description = help("silence.list.description");
  static override examples = [
    example("silence.list.example.now", "haidang silence list"),
    example("silence.list.example.all", "haidang silence list --all"),
  ];
  static override flags = { all: Flags.boolean({ summary: help("flag.silenceAll") }) };

  override async run(): Promise<void> {
    const { flags } = await this.parse(SilenceList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listSilences(server, flags.all === true);
      const empty = say(language, "silence.none");
      return { answer, rows: answer.data, columns: silenceColumns, empty };
    });
  }
}
