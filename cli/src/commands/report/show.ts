import { Args } from "@oclif/core";
import { showReport } from "../../client/report.ts";
import { language } from "../../language.ts";
import { withProgress } from "../../progress.ts";
import { ReportCommand, reportFlags } from "../../report-command.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ReportShow extends ReportCommand {
  static override summary = help("report.show.summary");
  static override description = help("report.show.description");
  static override examples = [
    example("report.show.example.one", "haidang report show BC-1001"),
    example("report.show.example.pdf", "haidang report show 1001 -o pdf --file BC-1001.pdf"),
  ];
  static override args = { report: Args.string({ required: true, description: help("arg.report") }) };
  static override flags = reportFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ReportShow);
    const server = this.server({ ...flags, output: undefined });
    const answer = await withProgress(showReport(server, args.report), say(language, "report.working"));
    await this.deliver(server, answer, flags);
  }
}
