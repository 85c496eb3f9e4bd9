import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showIncident } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncidentDetail } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentShow extends BaseCommand {
  static override summary = help("incident.show.summary");
  static override description = help("incident.show.description");
  static override examples = [example("incident.show.example.one", "haidang incident show SC-1024")];
  static override args = { id: Args.string({ required: true, description: help("arg.incident") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentShow);
    const answer = await showIncident(this.server(flags), args.id);
    await this.show(answer, flags, {
      people: (look) => renderIncidentDetail(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
