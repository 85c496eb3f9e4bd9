import { Flags } from "@oclif/core";
import { ListCommand } from "../base-command.ts";
import { listOnCall } from "../client/notification.ts";
import { onCallColumns } from "../format/notification.ts";
import { language } from "../language.ts";
import { whenMs } from "../when.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

export default class OnCall extends ListCommand {
  static override summary = help("oncall.summary");
  static override description = help("oncall.description");
  static override examples = [
    example("oncall.example.now", "haidang oncall"),
    example("oncall.example.at", 'haidang oncall --at "22:00 25/11/2026"'),
  ];
  static override flags = {
    at: Flags.string({ summary: help("flag.oncallAt"), helpValue: "<time>" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(OnCall);
    const server = this.server(flags);
    const atMs = flags.at === undefined ? undefined : whenMs(flags.at, Date.now(), language);
    await this.list(flags, async () => {
      const answer = await listOnCall(server, atMs);
      const empty = say(language, "oncall.none");
      return { answer, rows: answer.data, columns: onCallColumns, empty };
    });
  }
}
