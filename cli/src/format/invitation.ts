import type { Invite } from "@haidang/contract/api.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { moment } from "./figure.ts";
import { paint } from "./tone.ts";

/** An invitation with what is done with it. */
export interface Invitation extends Invite {
  url: string;
  /** What to run on the machine that becomes an agent. */
  command: string;
}

export const invitationColumns: readonly Column<Invitation>[] = [
  { key: "code", title: "column.inviteCode", raw: (row) => row.code },
  { key: "expires", title: "column.expires", raw: (row) => row.expiresAt },
  { key: "command", title: "column.command", raw: (row) => row.command },
];

/** `tunnel`: the address leads nowhere from another machine. */
export function renderInvitation(
  invitation: Invitation,
  { tunnel }: { tunnel: boolean },
  look: Look,
): string {
  const until = moment(Date.parse(invitation.expiresAt), look.language);
  return [
    say(look.language, "invite.run", { until }),
    "",
    `  ${paint(invitation.command, "strong", look.color)}`,
    "",
    ...(tunnel ? [say(look.language, "invite.tunnel", { url: invitation.url })] : []),
    say(look.language, "invite.once"),
  ].join("\n");
}
