import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { actOn } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncident } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentUnack extends BaseCommand {
  static override summary = help("incident.unack.summary");
  static override description = help("incident.unack.description");
  static override examples = [example("incident.unack.example.one", "haidang incident unack SC-1024")];
  static override args = {
    id: Args.string({ required: true, description: help("arg.incident") }),
  };
  static override flags = {
    note: Flags.string({ summary: help("flag.incidentNote"), helpValue: "<text>", default: "" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentUnack);
    const answer = await actOn(this.server(flags), args.id, "unacknowledge", { note: flags.note });
    await this.show(answer, flags, {
      people: (look) => renderIncident(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
