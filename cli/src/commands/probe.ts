import { agentProbes } from "@haidang/contract/check.ts";
import { dnsTypes } from "@haidang/contract/service-target.ts";
import { sipTransports, videoApiKinds } from "@haidang/contract/video-access.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { renderCsv } from "../format/csv.ts";
import { readingColumns, readingRows, renderProbe } from "../format/probe.ts";
import { language } from "../language.ts";
import { probeCheck } from "../probe/check.ts";
import { videoPassword } from "../probe/password.ts";
import { runProbe } from "../probe/run.ts";
import { snmpAccessFlags } from "../snmp/access.ts";
import { example, help } from "../words/help.ts";

export default class ProbeCommand extends BaseCommand {
  static override summary = help("probe.summary");
  static override description = help("probe.description");
  static override examples = [
    example("probe.example.icmp", "haidang probe icmp 10.20.30.1"),
    example("probe.example.snmp", "haidang probe snmp 10.20.30.1 --community public"),
    example("probe.example.http", "haidang probe http https://dichvucong.example.vn --timeout 5s"),
    example("probe.example.dns", "haidang probe dns 10.20.30.53 --name www.example.vn"),
    example("probe.example.tcp", "haidang probe tcp 10.20.30.1 --port 22"),
    example("probe.example.tls", "haidang probe tls dichvucong.example.vn"),
    example("probe.example.stamp", "haidang probe stamp 10.20.30.1"),
    example("probe.example.sip", "haidang probe sip 10.20.30.40"),
    example(
      "probe.example.registrar",
      "haidang probe sip 10.1.1.5 --via registrar --uri sip:room@10.1.1.5 --transport tcp",
    ),
    example("probe.example.h323", "haidang probe h323 10.20.30.40 --gatekeeper 10.1.1.6"),
    example("probe.example.path", "haidang probe path 10.20.30.1 --timeout 60s"),
    example(
      "probe.example.video-api",
      "haidang probe video-api 10.20.30.40 --kind cisco --user giam-sat --fingerprint 5f:1c:... --timeout 20s",
    ),
    example("probe.example.nut", "haidang probe nut 10.20.30.60 --ups ups"),
    example("probe.example.host", "haidang probe host"),
  ];
  static override args = {
    probe: Args.string({ required: true, options: [...agentProbes], description: help("arg.probe") }),
    target: Args.string({ description: help("arg.target") }),
  };
  static override flags = {
    ...snmpAccessFlags,
    port: Flags.integer({ summary: help("flag.port"), helpValue: "<port>", min: 1, max: 65535 }),
    transport: Flags.option({
      options: sipTransports,
      summary: help("flag.transport"),
      default: "udp" as const,
    })(),
    via: Flags.option({
      options: ["direct", "registrar"] as const,
      summary: help("flag.via"),
      default: "direct" as const,
    })(),
    uri: Flags.string({ summary: help("flag.uri"), helpValue: "sip:room@10.1.1.5" }),
    gatekeeper: Flags.string({ summary: help("flag.gatekeeper"), helpValue: "<address>" }),
    "expect-body": Flags.string({ summary: help("flag.expect-body"), helpValue: "<text>" }),
    name: Flags.string({ summary: help("flag.name"), helpValue: "<name>" }),
    type: Flags.option({ options: dnsTypes, summary: help("flag.type"), default: "A" as const })(),
    expect: Flags.string({ summary: help("flag.expect"), helpValue: "<record>", multiple: true }),
    "server-name": Flags.string({ summary: help("flag.server-name"), helpValue: "<name>" }),
    key: Flags.string({ summary: help("flag.key"), helpValue: "<key>", env: "HAIDANG_STAMP_KEY" }),
    kind: Flags.option({ options: videoApiKinds, summary: help("flag.make") })(),
    user: Flags.string({ summary: help("flag.user"), helpValue: "<name>" }),
    fingerprint: Flags.string({ summary: help("flag.fingerprint"), helpValue: "<sha256>" }),
    ups: Flags.string({ summary: help("flag.ups"), helpValue: "<name>", default: "ups" }),
    timeout: Flags.string({ summary: help("flag.timeout"), helpValue: "5s", default: "5s" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProbeCommand);
    const password = args.probe === "video-api" ? await videoPassword(language) : undefined;
    const check = probeCheck({ probe: args.probe, target: args.target, ...flags, password }, language);
    const report = await runProbe(check);
    await this.show(this.ownAnswer(report), flags, {
      people: (look) => renderProbe(report, args.target ?? "", look),
      csv: (look) => renderCsv(readingRows(report.points), readingColumns, look),
    });
    if (report.result.outcome !== "ok") process.exitCode = 1;
  }
}
