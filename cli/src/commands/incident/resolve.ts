import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { actOn } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncident } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentResolve extends BaseCommand {
  static override summary = help("incident.resolve.summary");
  static override description = help("incident.resolve.description");
  static override examples = [
    example("incident.resolve.example.gone", 'haidang incident resolve SC-1024 --note "đã thanh lý"'),
  ];
  static override args = {
    id: Args.string({ required: true, description: help("arg.incident") }),
  };
  static override flags = {
    note: Flags.string({ summary: help("flag.incidentNote"), helpValue: "<text>", default: "" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentResolve);
    const answer = await actOn(this.server(flags), args.id, "resolve", { note: flags.note });
    await this.show(answer, flags, {
      people: (look) => renderIncident(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
