import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { type VariableRow, variableColumns } from "../../format/snmp.ts";
import { language } from "../../language.ts";
import { askDevice, snmpFlags } from "../../snmp/session.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

/** mib-2: what nearly every device has. */
const start = "1.3.6.1.2.1";

export default class SnmpWalk extends BaseCommand {
  static override summary = help("snmp.walk.summary");
  static override description = help("snmp.walk.description");
  static override examples = [
    example("snmp.walk.example.system", "haidang snmp walk 10.20.30.1 1.3.6.1.2.1.1"),
    example("snmp.walk.example.vendor", "haidang snmp walk 10.20.30.1 1.3.6.1.4.1 --max 500 -o csv"),
  ];
  static override args = {
    host: Args.string({ required: true, description: help("arg.host") }),
    oid: Args.string({ default: start, description: help("arg.oid") }),
  };
  static override flags = {
    ...snmpFlags,
    max: Flags.integer({
      summary: help("flag.max"),
      helpValue: "10000",
      min: 1,
      max: 1_000_000,
      default: 10_000,
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SnmpWalk);
    const root = args.oid.replace(/^\./, "");
    if (!/^\d(?:\.\d{1,10}){1,127}$/.test(root)) {
      throw new HaidangError("usage", say(language, "snmp.oid", { oid: args.oid }), {
        hint: say(language, "snmp.oidHint"),
      });
    }
    const { plainValue, walkSubtree } = await import("@haidang/agent/snmp/walk.ts");
    const rows: VariableRow[] = [];
    await askDevice(args.host, flags, language, async (session) => {
      for await (const { oid, value } of walkSubtree(session, root)) {
        rows.push({ oid: `.${oid}`, value: typeof value === "number" ? value : plainValue(value) });
        if (rows.length >= flags.max) break;
      }
    });
    const cut = rows.length >= flags.max;
    await this.showList(
      {
        answer: this.ownAnswer(rows),
        rows,
        columns: variableColumns,
        empty: say(language, "snmp.nothing", { oid: `.${root}` }),
        ...(cut ? { caption: say(language, "snmp.cut", { count: rows.length }) } : {}),
      },
      flags,
    );
  }
}
