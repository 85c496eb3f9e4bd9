import { causes, responsibilities } from "@haidang/contract/verdict.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { actOn } from "../../client/incident.ts";
import { renderCsv } from "../../format/csv.ts";
import { incidentColumns, renderIncident } from "../../format/incident.ts";
import { example, help } from "../../words/help.ts";

export default class IncidentOverrule extends BaseCommand {
  static override summary = help("incident.overrule.summary");
  static override description = help("incident.overrule.description");
  static override examples = [
    example(
      "incident.overrule.example.power",
      'haidang incident overrule SC-1024 power_lost --reason "điện lực báo cắt điện"',
    ),
  ];
  static override args = {
    id: Args.string({ required: true, description: help("arg.incident") }),
    cause: Args.string({ required: true, options: [...causes], description: help("arg.cause") }),
  };
  static override flags = {
    reason: Flags.string({ summary: help("flag.incidentReason"), helpValue: "<text>", default: "" }),
    responsibility: Flags.option({ options: responsibilities, summary: help("flag.responsibility") })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(IncidentOverrule);
    const answer = await actOn(this.server(flags), args.id, "overrule", {
      cause: args.cause,
      responsibility: flags.responsibility,
      reason: flags.reason,
    });
    await this.show(answer, flags, {
      people: (look) => renderIncident(answer.data, look),
      csv: (look) => renderCsv([answer.data], incidentColumns, look),
    });
  }
}
