import { notificationStates } from "@haidang/contract/notify.ts";
import { Flags } from "@oclif/core";
import { ListCommand } from "../../base-command.ts";
import { listNotifications } from "../../client/notification.ts";
import { notificationColumns } from "../../format/notification.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class NotificationList extends ListCommand {
  static override summary = help("notification.list.summary");
  static override description = help("notification.list.description");
  static override examples = [
    example("notification.list.example.all", "haidang notification list"),
    example("notification.list.example.incident", "haidang notification list --incident SC-1024"),
    example("notification.list.example.failed", "haidang notification list --state failed -o wide"),
  ];
  static override flags = {
    state: Flags.option({ options: notificationStates, summary: help("flag.notificationState") })(),
    incident: Flags.string({ summary: help("flag.notificationIncident"), helpValue: "<id>" }),
    channel: Flags.string({ summary: help("flag.notificationChannel"), helpValue: "<id>" }),
    limit: Flags.integer({ summary: help("flag.notificationLimit"), min: 1, max: 1000 }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(NotificationList);
    const server = this.server(flags);
    const { state, incident, channel, limit } = flags;
    await this.list(flags, async () => {
      const answer = await listNotifications(server, { state, incident, channel, limit });
      const empty = say(language, "notification.none");
      return { answer, rows: answer.data, columns: notificationColumns, empty };
    });
  }
}
