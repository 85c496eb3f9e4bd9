import type { Invite } from "@haidang/contract/agent-api.ts";
import { renderUnicodeCompact } from "uqr";
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

export interface InvitationTold {
  /** The address leads nowhere from another machine. */
  tunnel: boolean;
  /** It is good for longer than a day. */
  isLong: boolean;
  /** Where it was written to. */
  file: string | undefined;
}

export function renderInvitation(
  invitation: Invitation,
  { tunnel, isLong, file }: InvitationTold,
  look: Look,
): string {
  const until = moment(Date.parse(invitation.expiresAt), look.language);
  return [
    say(look.language, "invite.run", { until }),
    "",
    `  ${paint(invitation.command, "strong", look.color)}`,
    "",
    // a reader of codes needs its blank edge; without colours nobody looks at a screen
    ...(look.color ? [renderUnicodeCompact(invitation.command, { border: 2 }), ""] : []),
    ...(file === undefined ? [] : [say(look.language, "invite.file", { path: file }), ""]),
    ...(tunnel ? [say(look.language, "invite.tunnel", { url: invitation.url })] : []),
    say(look.language, "invite.once"),
    ...(isLong ? [say(look.language, "invite.long")] : []),
    ...(invitation.approved === false ? [say(look.language, "invite.approval")] : []),
  ].join("\n");
}
