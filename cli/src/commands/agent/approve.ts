import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { changeAgent } from "../../client/agent.ts";
import { agentColumns, renderAgent } from "../../format/agent.ts";
import { renderCsv } from "../../format/csv.ts";
import { example, help } from "../../words/help.ts";

export default class AgentApprove extends BaseCommand {
  static override summary = help("agent.approve.summary");
  static override description = help("agent.approve.description");
  static override examples = [example("agent.approve.example.id", "haidang agent approve co-to")];
  static override args = { agent: Args.string({ required: true, description: help("arg.agent") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AgentApprove);
    const answer = await changeAgent(this.server(flags), args.agent, "approve");
    await this.show(answer, flags, {
      people: (look) => renderAgent(answer.data, look),
      csv: (look) => renderCsv([answer.data], agentColumns, look),
    });
  }
}
