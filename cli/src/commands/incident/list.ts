import { severities } from "@haidang/contract/alert.ts";
import { incidentStates } from "@haidang/contract/incident.ts";
import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listIncidents } from "../../client/incident.ts";
import { objectId } from "../../client/scope.ts";
import { incidentColumns } from "../../format/incident.ts";
import { language } from "../../language.ts";
import { choosePeriod } from "../../period.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class IncidentList extends ListCommand {
  static override summary = help("incident.list.summary");
  static override description = help("incident.list.description");
  static override examples = [
    example("incident.list.example.now", "haidang incident list"),
    example(
      "incident.list.example.carrier",
      "haidang incident list --state all --carrier VNPT --since 30d -o csv",
    ),
  ];
  static override flags = {
    state: Flags.option({
      options: [...incidentStates, "all"] as const,
      summary: help("flag.incidentState"),
    })(),
    severity: Flags.option({ options: severities, summary: help("flag.incidentSeverity") })(),
    carrier: Flags.string({ summary: help("flag.incidentCarrier"), helpValue: "<carrier>" }),
    under: Flags.string({ summary: help("flag.incidentUnder"), helpValue: "<unit>" }),
    since: Flags.string({ summary: help("flag.incidentSince"), helpValue: "24h|<time>" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(IncidentList);
    const server = this.server(flags);
    const { state, severity, carrier } = flags;
    const under = flags.under === undefined ? undefined : await objectId(server, "unit", flags.under);
    const since =
      flags.since === undefined
        ? undefined
        : new Date(choosePeriod({ since: flags.since }, "24h", Date.now(), language).fromMs).toISOString();
    await this.list(flags, async () => {
      const answer = await listIncidents(server, { state, severity, carrier, under, since, limit: 1000 });
      const empty = say(language, "incident.none");
      return { answer, rows: answer.data, columns: incidentColumns, empty };
    });
  }
}
