import type { Contact } from "@haidang/contract/notify.ts";
import type { ChannelIo, Delivered, Message, Undelivered } from "./channel.ts";
import { faultOutcome, undelivered } from "./outcome.ts";

/**
 * Tells one contact after the other, and goes on when one cannot be told, unless what is wrong concerns them all. With
 * several, a failure says who has it nevertheless.
 */
export async function eachContact(
  { contacts }: Message,
  { signal }: ChannelIo,
  tell: (contact: Contact) => Promise<Delivered>,
): Promise<Delivered> {
  if (contacts.length === 0) return undelivered("recipient", "nobody is named for it to go to");
  const delivered: string[] = [];
  const details: string[] = [];
  let worst: Undelivered | undefined;
  for (const contact of contacts) {
    if (signal.aborted) {
      worst ??= faultOutcome(signal.reason, "the rest");
      break;
    }
    const outcome = await tell(contact);
    if (outcome.ok) {
      delivered.push(contact.id);
      if (outcome.detail !== undefined) details.push(outcome.detail);
      continue;
    }
    // what another try can mend is tried again for all who are left
    if (worst === undefined || worst.final === true) worst = outcome;
    if (outcome.reason !== "recipient") break;
  }
  if (worst !== undefined) return delivered.length === 0 ? worst : { ...worst, delivered };
  return details.length === 0 ? { ok: true } : { ok: true, detail: details.join(", ").slice(0, 300) };
}
