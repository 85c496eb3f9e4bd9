import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { addRelease } from "../../client/release.ts";
import { renderCsv } from "../../format/csv.ts";
import { releaseColumns } from "../../format/release.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ReleaseAdd extends BaseCommand {
  static override summary = help("release.add.summary");
  static override description = help("release.add.description");
  static override examples = [
    example(
      "release.add.example.file",
      "haidang release add dist/haidang-agent/usr/lib/haidang-agent/agent.cjs",
    ),
  ];
  static override args = { file: Args.string({ required: true, description: help("arg.bundle") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ReleaseAdd);
    const answer = await addRelease(this.server(flags), args.file);
    await this.show(answer, flags, {
      people: () => say(language, "release.added", { version: answer.data.version }),
      csv: (look) => renderCsv([answer.data], releaseColumns, look),
    });
  }
}
