import { ListCommand } from "../../base-command.ts";
import { listAgents } from "../../client/agent.ts";
import { agentColumns, worstAgentsFirst } from "../../format/agent.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class AgentList extends ListCommand {
  static override summary = help("agent.list.summary");
  static override description = help("agent.list.description");
  static override examples = [
    example("agent.list.example.all", "haidang agent list"),
    example("agent.list.example.silent", "haidang agent list --filter state=silent"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(AgentList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listAgents(server);
      const rows = worstAgentsFirst(answer.data);
      return { answer, rows, columns: agentColumns, empty: say(language, "agent.none") };
    });
  }
}
