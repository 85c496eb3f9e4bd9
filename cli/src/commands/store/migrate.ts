import { HaidangError } from "@haidang/contract/error.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { renderCsv } from "../../format/csv.ts";
import { dayColumns, renderMigrated, renderMigrateProgress } from "../../format/migrate.ts";
import { language } from "../../language.ts";
import { runMigrate } from "../../store/migrate.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

const progressEveryMs = 500;

export default class StoreMigrate extends BaseCommand {
  static override summary = help("store.migrate.summary");
  static override description = help("store.migrate.description");
  static override examples = [
    example(
      "store.migrate.example.move",
      "haidang store migrate --from embedded --to victoriametrics+http://127.0.0.1:8428",
    ),
    example(
      "store.migrate.example.look",
      "haidang store migrate --from influxdb1+http://127.0.0.1:8086/haidang --to embedded --dry-run",
    ),
  ];
  static override flags = {
    from: Flags.string({ required: true, summary: help("flag.store-from"), helpValue: "<store>" }),
    to: Flags.string({ required: true, summary: help("flag.store-to"), helpValue: "<store>" }),
    since: Flags.string({ summary: help("flag.store-since"), helpValue: "<yyyy-mm-dd>" }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(StoreMigrate);
    const { folder } = this.server(flags).place;
    if (folder === undefined) {
      throw new HaidangError("data_folder", say(language, "doctor.noFolder"), {
        hint: say(language, "doctor.noFolderHint"),
      });
    }
    const dryRun = flags["dry-run"] === true;
    const task = { from: flags.from, to: flags.to, data: folder, sinceMs: readSince(flags.since), dryRun };
    const isWatched = process.stderr.isTTY === true;
    let shownMs = 0;
    const result = await runMigrate(
      task,
      (progress) => {
        if (!isWatched || performance.now() - shownMs < progressEveryMs) return;
        shownMs = performance.now();
        process.stderr.write(`\r\u001b[K${renderMigrateProgress(progress, language)}`);
      },
      language,
    );
    if (shownMs > 0) process.stderr.write("\r\u001b[K");
    await this.show(this.ownAnswer(result), flags, {
      people: (look) => renderMigrated(result, dryRun, look),
      csv: (look) => renderCsv(result.days, dayColumns, look),
    });
    if (result.shortfalls.length > 0) process.exitCode = 1;
  }
}

/** Midnight UTC of a day, as days are moved whole; without one all there is. */
function readSince(text: string | undefined): number {
  if (text === undefined) return Date.UTC(2000, 0);
  const timeMs = /^\d{4}-\d{2}-\d{2}(?!\n)$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isFinite(timeMs)) return timeMs;
  throw new HaidangError("usage", say(language, "migrate.since", { text }));
}
