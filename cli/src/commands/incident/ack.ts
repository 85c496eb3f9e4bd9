import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { actOn } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncident } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentAck extends BaseCommand {
  static override summary = help("incident.ack.summary");
  static override description = help("incident.ack.description");
  static override examples = [
    example("incident.ack.example.note", 'haidang incident ack SC-1024 --note "đang gọi nhà mạng"'),
  ];
  static override args = {
    id: Args.string({ required: true, description: help("arg.incident") }),
  };
  static override flags = {
    note: Flags.string({ summary: help("flag.incidentNote"), helpValue: "<text>", default: "" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentAck);
    const answer = await actOn(this.server(flags), args.id, "acknowledge", { note: flags.note });
    await this.show(answer, flags, {
      people: (look) => renderIncident(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
