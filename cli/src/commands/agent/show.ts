import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showAgent } from "../../client/agent.ts";
import { agentColumns, renderAgent } from "../../format/agent.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class AgentShow extends BaseCommand {
  static override summary = help("agent.show.summary");
  static override description = help("agent.show.description");
  static override examples = [
    example("agent.show.example.id", "haidang agent show noc-ha-long"),
    example("agent.show.example.name", "haidang agent show noc"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AgentShow);
    const answer = await showAgent(this.server(flags), args.name);
    await this.show(answer, flags, {
      people: (look) => renderAgent(answer.data, look),
      csv: (look) => renderCsv([answer.data], agentColumns, look),
    });
  }
}
