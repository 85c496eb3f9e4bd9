import { resolve } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { language } from "../language.ts";
import { restore } from "../store/restore.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

export default class Restore extends BaseCommand {
  static override summary = help("restore.summary");
  static override description = help("restore.description");
  static override examples = [
    example("restore.example.keys", "haidang restore /var/backups/haidang-2026-11-23 --data /srv/haidang"),
    example(
      "restore.example.key",
      "haidang restore /var/backups/haidang-2026-11-23 --data /srv/haidang --vault-key /mnt/stick/vault.key",
    ),
  ];
  static override args = { backup: Args.string({ required: true, description: help("arg.backup") }) };
  static override flags = {
    "vault-key": Flags.string({ summary: help("flag.vaultKey"), helpValue: "<file>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Restore);
    const named = flags.data ?? process.env["HAIDANG_DATA"];
    if (named === undefined || named === "") {
      throw new HaidangError("usage", say(language, "restore.noFolder"));
    }
    const folder = resolve(named);
    const vaultKey = flags["vault-key"];
    const files = await restore({ backup: resolve(args.backup), folder, vaultKey }, language);
    await this.show(this.ownAnswer({ folder, files }), flags, {
      people: () => say(language, "restore.done", { files, folder }),
      csv: () => `${folder}\n`,
    });
  }
}
