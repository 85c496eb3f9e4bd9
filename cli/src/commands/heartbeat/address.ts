import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { addressOfHeartbeat } from "../../client/heartbeat.ts";
import { renderCsv } from "../../format/csv.ts";
import { addressColumns, renderAddress } from "../../format/heartbeat.ts";
import { example, help } from "../../words/help.ts";

export default class HeartbeatAddress extends BaseCommand {
  static override summary = help("heartbeat.address.summary");
  static override description = help("heartbeat.address.description");
  static override examples = [
    example("heartbeat.address.example.id", "haidang heartbeat address sao-luu-csdl"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(HeartbeatAddress);
    const server = this.server(flags);
    const answer = await addressOfHeartbeat(server, args.name);
    const { heartbeat, path, url: origin = server.place.url } = answer.data;
    const reportsTo = { heartbeat, url: `${origin}${path}` };
    await this.show({ ...answer, data: reportsTo }, flags, {
      people: (look) => renderAddress(reportsTo, look),
      csv: (look) => renderCsv([reportsTo], addressColumns, look),
    });
  }
}
