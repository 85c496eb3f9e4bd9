import { openCommunitySession } from "./community-session.ts";
import type { SnmpSession, SnmpSessionOptions } from "./session-shape.ts";
import { openUserSession } from "./user-session.ts";

export { SnmpFault } from "./fault.ts";
export type { SnmpSession, SnmpSessionOptions } from "./session-shape.ts";

/** Answers from any other address or port than the one asked are not taken, unless the options say so. */
export function openSnmpSession(options: SnmpSessionOptions): SnmpSession {
  return options.version === "3" ? openUserSession(options) : openCommunitySession(options);
}
