import { BaseCommand } from "../../base-command.ts";
import { listDevices } from "../../client/device.ts";
import { deviceColumns } from "../../format/device.ts";
import { worstFirst } from "../../format/object.ts";
import { listFlags } from "../../global-flags.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class DeviceList extends BaseCommand {
  static override summary = help("device.list.summary");
  static override description = help("device.list.description");
  static override examples = [
    example("device.list.example.all", "haidang device list"),
    example("device.list.example.filter", "haidang device list --filter state=down --sort since:desc"),
  ];
  static override flags = listFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(DeviceList);
    const answer = await listDevices(this.server(flags));
    const rows = worstFirst(answer.data, language);
    await this.showList({ answer, rows, columns: deviceColumns, empty: say(language, "list.empty") }, flags);
  }
}
