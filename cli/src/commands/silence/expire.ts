import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { expireSilence } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderSilence, silenceColumns } from "../../format/silence.ts";
import { example, help } from "../../words/help.ts";

export default class SilenceExpire extends BaseCommand {
  static override summary = help("silence.expire.summary");
  static override description = help("silence.expire.description");
  static override examples = [example("silence.expire.example.one", "haidang silence expire s-1a2b3c4d")];
  static override args = { id: Args.string({ required: true, description: help("arg.silence") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SilenceExpire);
    const answer = await expireSilence(this.server(flags), args.id);
    await this.show(answer, flags, {
      people: (look) => renderSilence(answer.data, look),
      csv: (look) => renderCsv([answer.data], silenceColumns, look),
    });
  }
}
