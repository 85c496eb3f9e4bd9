import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { inviteAgent } from "../../client/agent.ts";
import { isLoopback } from "../../client/place.ts";
import { renderCsv } from "../../format/csv.ts";
import { invitationColumns, renderInvitation } from "../../format/invitation.ts";
import { writeInvitation } from "../../invitation-file.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";

export default class AgentInvite extends BaseCommand {
  static override summary = help("agent.invite.summary");
  static override description = help("agent.invite.description");
  static override examples = [
    example("agent.invite.example.plain", "haidang agent invite"),
    example("agent.invite.example.site", "haidang agent invite --site co-to --file ."),
    example("agent.invite.example.named", "haidang agent invite --name noc-ha-long --hub --expires 2h"),
  ];
  static override flags = {
    name: Flags.string({ summary: help("flag.agent-name"), helpValue: "<id>" }),
    site: Flags.string({ summary: help("flag.invite-site"), helpValue: "<id>" }),
    approve: Flags.boolean({ summary: help("flag.invite-approve") }),
    file: Flags.string({ summary: help("flag.invite-file"), helpValue: "<path>" }),
    hub: Flags.boolean({ summary: help("flag.hub") }),
    expires: Flags.string({ summary: help("flag.invite-expires"), helpValue: "<span>", default: "24h" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(AgentInvite);
    const server = this.server(flags);
    const expiresS = spanMs(flags.expires, language) / 1000;
    const { name, site, approve, hub = false } = flags;
    const answer = await inviteAgent(server, {
      ...{ hub, expiresS },
      ...(name === undefined ? {} : { name }),
      ...(site === undefined ? {} : { site }),
      ...(approve === true ? { approve } : {}),
    });
    const { url: own = server.place.url, addresses = [own], code, pin } = answer.data;
    const url = addresses.join(",");
    const invitation = {
      ...answer.data,
      url,
      command: ["sudo haidang-agent enrol", url, code, ...(pin === undefined ? [] : [pin])].join(" "),
    };
    const file = flags.file === undefined ? undefined : writeInvitation(flags.file, invitation, site ?? name);
    const told = { tunnel: addresses.every(isLoopback), isLong: expiresS > 86_400, file };
    await this.show({ ...answer, data: invitation }, flags, {
      people: (look) => renderInvitation(invitation, told, look),
      csv: (look) => renderCsv([invitation], invitationColumns, look),
    });
  }
}
