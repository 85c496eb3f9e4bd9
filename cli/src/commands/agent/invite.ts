import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { inviteAgent } from "../../client/agent.ts";
import { isLoopback } from "../../client/place.ts";
import { renderCsv } from "../../format/csv.ts";
import { invitationColumns, renderInvitation } from "../../format/invitation.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";

export default class AgentInvite extends BaseCommand {
  static override summary = help("agent.invite.summary");
  static override description = help("agent.invite.description");
  static override examples = [
    example("agent.invite.example.plain", "haidang agent invite"),
    example("agent.invite.example.named", "haidang agent invite --name noc-ha-long --hub --expires 2h"),
  ];
  static override flags = {
    name: Flags.string({ summary: help("flag.agent-name"), helpValue: "<id>" }),
    hub: Flags.boolean({ summary: help("flag.hub") }),
    expires: Flags.string({ summary: help("flag.invite-expires"), helpValue: "<span>", default: "24h" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(AgentInvite);
    const server = this.server(flags);
    const expiresS = spanMs(flags.expires, language) / 1000;
    const { name, hub = false } = flags;
    const answer = await inviteAgent(server, { hub, expiresS, ...(name === undefined ? {} : { name }) });
    const { url = server.place.url, code, pin } = answer.data;
    const invitation = {
      ...answer.data,
      url,
      command: ["sudo haidang-agent enrol", url, code, ...(pin === undefined ? [] : [pin])].join(" "),
    };
    await this.show({ ...answer, data: invitation }, flags, {
      people: (look) => renderInvitation(invitation, { tunnel: isLoopback(url) }, look),
      csv: (look) => renderCsv([invitation], invitationColumns, look),
    });
  }
}
