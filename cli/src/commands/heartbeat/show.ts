import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showHeartbeat } from "../../client/heartbeat.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { heartbeatColumns } from "../../format/heartbeat.ts";
import { example, help } from "../../words/help.ts";

export default class HeartbeatShow extends BaseCommand {
  static override summary = help("heartbeat.show.summary");
  static override description = help("heartbeat.show.description");
  static override examples = [
    example("heartbeat.show.example.id", "haidang heartbeat show sao-luu-csdl"),
    example("heartbeat.show.example.name", 'haidang heartbeat show "sao luu"'),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(HeartbeatShow);
    const answer = await showHeartbeat(this.server(flags), args.name);
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, answer.data, heartbeatColumns, look),
      csv: (look) => renderCsv([answer.data], heartbeatColumns, look),
    });
  }
}
