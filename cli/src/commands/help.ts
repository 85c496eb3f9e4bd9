import { Args } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import HaidangHelp from "../help/help.ts";
import { example, help } from "../words/help.ts";

export default class HelpCommand extends BaseCommand {
  static override summary = help("help.summary");
  static override description = help("help.description");
  static override examples = [
    example("help.example.all", "haidang help"),
    example("help.example.one", "haidang help uptime"),
  ];
  static override args = { command: Args.string({ multiple: true, description: help("arg.command") }) };

  override async run(): Promise<void> {
    const { args } = await this.parse(HelpCommand);
    await new HaidangHelp(this.config).showHelp(args.command ?? []);
  }
}
