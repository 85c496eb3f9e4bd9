import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { offerRelease } from "../../client/release.ts";
import { renderCsv } from "../../format/csv.ts";
import { releaseColumns, renderOffered } from "../../format/release.ts";
import { language } from "../../language.ts";
import { whenMs } from "../../when.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class AgentUpgrade extends BaseCommand {
  static override summary = help("agent.upgrade.summary");
  static override description = help("agent.upgrade.description");
  static override examples = [
    example("agent.upgrade.example.one", "haidang agent upgrade co-to"),
    example("agent.upgrade.example.all", "haidang agent upgrade --all --at 02:00"),
  ];
  static override strict = false;
  static override args = { agents: Args.string({ description: help("arg.agents") }) };
  static override flags = {
    all: Flags.boolean({ summary: help("flag.upgrade-all") }),
    at: Flags.string({ summary: help("flag.upgrade-at"), helpValue: "<time>" }),
    release: Flags.string({ summary: help("flag.upgrade-version"), helpValue: "<version>" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(AgentUpgrade);
    const { all = false, at, release } = flags;
    if (all === argv.length > 0) {
      throw new HaidangError("usage", say(language, "upgrade.who"), {
        hint: say(language, "upgrade.whoHint"),
      });
    }
    const answer = await offerRelease(this.server(flags), {
      agents: all ? "all" : argv.map(String),
      ...(release === undefined ? {} : { version: release }),
      ...(at === undefined ? {} : { applyAtMs: whenMs(at, Date.now(), language) }),
    });
    await this.show(answer, flags, {
      people: (look) => renderOffered(answer.data, look),
      csv: (look) => renderCsv([answer.data.release], releaseColumns, look),
    });
  }
}
