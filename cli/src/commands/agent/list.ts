import { BaseCommand } from "../../base-command.ts";
import { listAgents } from "../../client/agent.ts";
import { agentColumns, worstAgentsFirst } from "../../format/agent.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class AgentList extends BaseCommand {
  static override summary = help("agent.list.summary");
  static override description = help("agent.list.description");
  static override examples = [
    example("agent.list.example.all", "haidang agent list"),
    example("agent.list.example.silent", "haidang agent list --filter state=silent"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(AgentList);
    const answer = await listAgents(this.server(flags));
    const rows = worstAgentsFirst(answer.data);
    await this.showList({ answer, rows, columns: agentColumns, empty: say(language, "agent.none") }, flags);
  }
}
