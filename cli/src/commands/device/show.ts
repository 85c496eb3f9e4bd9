import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showDevice } from "../../client/device.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderDetail } from "../../format/detail.ts";
import { deviceColumns } from "../../format/device.ts";
import { example, help } from "../../words/help.ts";

export default class DeviceShow extends BaseCommand {
  static override summary = help("device.show.summary");
  static override description = help("device.show.description");
  static override examples = [
    example("device.show.example.id", "haidang device show core-sw-1"),
    example("device.show.example.name", 'haidang device show "bo dinh tuyen"'),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DeviceShow);
    const answer = await showDevice(this.server(flags), args.name);
    const row = { ...answer.data, interfaces: answer.data.interfaces.length };
    await this.show(answer, flags, {
      people: (look) => renderDetail(answer.data, row, deviceColumns, look),
      csv: (look) => renderCsv([row], deviceColumns, look),
    });
  }
}
