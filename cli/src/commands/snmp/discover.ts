import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDiscovery, sensorColumns } from "../../format/snmp.ts";
import { language } from "../../language.ts";
import { askDevice, snmpFlags } from "../../snmp/session.ts";
import { example, help } from "../../words/help.ts";

export default class SnmpDiscover extends BaseCommand {
  static override summary = help("snmp.discover.summary");
  static override description = help("snmp.discover.description");
  static override examples = [
    example("snmp.discover.example.device", "haidang snmp discover 10.20.30.1 --community public"),
    example("snmp.discover.example.user", "haidang snmp discover 10.20.30.1 --v3-user giam-sat"),
    example("snmp.discover.example.json", "haidang snmp discover 10.20.30.1 --port 1161 --json"),
  ];
  static override args = { host: Args.string({ required: true, description: help("arg.host") }) };
  static override flags = snmpFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SnmpDiscover);
    const { discoverDevice } = await import("@haidang/agent/snmp/discover.ts");
    const report = await askDevice(args.host, flags, language, (session, signal) =>
      discoverDevice(session, { signal }),
    );
    const { data, meta } = this.ownAnswer(report.discovery);
    const answer = { data, meta: { ...meta, profile: report.profile, missed: report.missed } };
    await this.show(answer, flags, {
      people: (look, wide) => renderDiscovery(report, look, wide),
      csv: (look) => renderCsv(data.sensors, sensorColumns, look),
    });
  }
}
