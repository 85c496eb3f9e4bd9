import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showDevice } from "../../client/device.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { deviceColumns } from "../../format/device.ts";
import { checkFlags } from "../../global-flags.ts";
import { example, help } from "../../words/help.ts";

export default class DeviceShow extends BaseCommand {
  static override summary = help("device.show.summary");
  static override description = help("device.show.description");
  static override examples = [
    example("device.show.example.id", "haidang device show core-sw-1"),
    example("device.show.example.name", 'haidang device show "bo dinh tuyen"'),
    example("show.example.check", "haidang device show co-to-1 --check"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };
  static override flags = checkFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DeviceShow);
    const server = this.server(flags);
    if (flags.check) return this.check(flags, () => showDevice(server, args.name));
    const answer = await showDevice(server, args.name);
    const row = { ...answer.data, interfaces: answer.data.interfaces.length };
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, row, deviceColumns, look),
      csv: (look) => renderCsv([row], deviceColumns, look),
    });
  }
}
