import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { actOn } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncident } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentAssign extends BaseCommand {
  static override summary = help("incident.assign.summary");
  static override description = help("incident.assign.description");
  static override examples = [
    example("incident.assign.example.team", 'haidang incident assign SC-1024 "tổ trực VNPT"'),
  ];
  static override args = {
    id: Args.string({ required: true, description: help("arg.incident") }),
    to: Args.string({ required: true, description: help("arg.to") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentAssign);
    const answer = await actOn(this.server(flags), args.id, "assign", { to: args.to });
    await this.show(answer, flags, {
      people: (look) => renderIncident(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
