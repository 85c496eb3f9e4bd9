import { reportFormats } from "@haidang/contract/agreement.ts";
import type { Envelope } from "@haidang/contract/api.ts";
import type { Report } from "@haidang/contract/report.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "./base-command.ts";
import type { Server } from "./client/http.ts";
import { reportFile } from "./client/report.ts";
import { renderReport } from "./format/report.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { language } from "./language.ts";
import { writeNew } from "./new-file.ts";
import { withProgress } from "./progress.ts";
import { help } from "./words/help.ts";
import { say } from "./words/words.ts";

/** Where a report goes: the terminal, or a file in one of its formats. */
export const reportFlags = {
  output: Flags.option({
    char: "o",
    options: ["table", "wide", "yaml", ...reportFormats] as const,
    summary: help("flag.reportOutput"),
    helpGroup: "GLOBAL",
  })(),
  file: Flags.string({ char: "f", summary: help("flag.reportFile"), helpValue: "<file>" }),
};

type ReportFlags = Omit<GlobalFlags, "output"> & {
  output?: "table" | "wide" | "yaml" | (typeof reportFormats)[number] | undefined;
  file?: string | undefined;
};

/** What the commands share that show a report. */
export abstract class ReportCommand extends BaseCommand {
  protected async deliver(server: Server, answer: Envelope<Report>, flags: ReportFlags): Promise<void> {
    const { output, file, ...others } = flags;
    const { number } = answer.data.head;
    const isFile = output === "csv" || output === "html" || output === "xlsx" || output === "pdf";
    if (!isFile && (file === undefined || output !== "json")) {
      return this.show(answer, output === undefined ? others : { ...others, output }, {
        people: (look, wide) => renderReport(answer.data, look, wide),
        csv: () => "",
      });
    }
    const { name, bytes } =
      output === "json"
        ? { name: "", bytes: Buffer.from(`${JSON.stringify(answer, null, 2)}\n`) }
        : await withProgress(reportFile(server, number, output), say(language, "report.working"));
    if (file === undefined && (output === "csv" || output === "html")) {
      process.stdout.write(bytes);
      return;
    }
    const path = file ?? name;
    await writeNew(path, bytes);
    process.stderr.write(`${say(language, "report.written", { path })}\n`);
  }
}
