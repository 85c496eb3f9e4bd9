import { ListCommand } from "../../base-command.ts";
import { listDevices } from "../../client/device.ts";
import { deviceColumns } from "../../format/device.ts";
import { worstFirst } from "../../format/object.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class DeviceList extends ListCommand {
  static override summary = help("device.list.summary");
  static override description = help("device.list.description");
  static override examples = [
    example("device.list.example.all", "haidang device list"),
    example("device.list.example.filter", "haidang device list --filter state=down --sort since:desc"),
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(DeviceList);
    const server = this.server(flags);
    await this.list(flags, async () => {
      const answer = await listDevices(server);
      const rows = worstFirst(answer.data, language);
      return { answer, rows, columns: deviceColumns, empty: say(language, "list.empty") };
    });
  }
}
