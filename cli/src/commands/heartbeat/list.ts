import { ListCommand } from "../../base-command.ts";
import { listHeartbeats } from "../../client/heartbeat.ts";
import { heartbeatColumns } from "../../format/heartbeat.ts";
import { worstFirst } from "../../format/object.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class HeartbeatList extends ListCommand {
  static override summary = help("heartbeat.list.summary");
  static override description = help("heartbeat.list.description");
  static override examples = [
    example("heartbeat.list.example.all", "haidang heartbeat list"),
    example("heartbeat.list.example.filter", "haidang heartbeat list --filter state=down --sort since:desc"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(HeartbeatList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listHeartbeats(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: heartbeatColumns, empty: say(language, "list.empty") };
    });
  }
}
