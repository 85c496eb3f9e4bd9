import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { actOn } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncident } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentNote extends BaseCommand {
  static override summary = help("incident.note.summary");
  static override description = help("incident.note.description");
  static override examples = [
    example("incident.note.example.call", 'haidang incident note SC-1024 "VNPT hẹn 4 giờ sáng"'),
  ];
  static override args = {
    id: Args.string({ required: true, description: help("arg.incident") }),
    text: Args.string({ required: true, description: help("arg.note") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentNote);
    const answer = await actOn(this.server(flags), args.id, "note", { text: args.text });
    await this.show(answer, flags, {
      people: (look) => renderIncident(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
