import type { Point } from "@haidang/contract/point.ts";
import type { AddressBook, Sender } from "./address-book.ts";
import { MalformedPacket } from "./ber.ts";
import { createHinting } from "./hinting.ts";
import { openJournal } from "./journal.ts";
import { type CommunityMessage, communityAnswer, readMessage, type UserMessage } from "./message.ts";
import { type Notification, readNotification } from "./notification.ts";
import { type Engine, openUserMessage, type UserFault } from "./open-user.ts";
import { keepPace } from "./pace.ts";
import type { UserKeys } from "./user-keys.ts";

export type SnmpVersion = (CommunityMessage | UserMessage)["version"];

/** Why a packet made no device be asked sooner. `limited`: it is heard, but its device is asked often enough. */
export type TrapIgnored = "flood" | "source" | "malformed" | "community" | "limited" | "fault" | UserFault;

export interface TrapCounts {
  received(version: SnmpVersion): void;
  hinted(): void;
  ignored(why: TrapIgnored): void;
}

export interface TrapReceiverOptions {
  agent: string;
  book: AddressBook;
  engine: Engine;
  now: () => number;
  /** Asks the check of a device no later than its schedule has it, and not before a moment (UTC ms). */
  hurry: (checkId: string, atMs: number) => void;
  record: (point: Point) => void;
  counts: TrapCounts;
  /** A fault of our own, met on a packet; at most a few a minute are told. */
  onFault: (error: unknown) => void;
}

/** Takes one packet and the bare address it came from; what is to be answered. Never throws for what a packet holds. */
export type TrapReceiver = (packet: Buffer, address: string) => Buffer | undefined;

/** Packets looked into, of all sources together; a thousand a second are a few per cent of a core. */
const lookedInto = { burst: 2000, periodMs: 1 };

interface Read {
  notification: Notification;
  /** Whom it may be from. */
  senders: readonly Sender[];
  answer: Buffer | undefined;
}
type Outcome = Read | { ignored: TrapIgnored; answer?: Buffer | undefined };

/**
 * A trap is a hint: it makes the SNMP check of its device run at once and leaves a point as evidence, and nothing
 * else. Only addresses of this agent's own checks are listened to, with the community or user of their check. What is
 * rate-limited or a repetition is answered all the same, since an inform without answer is sent again.
 */
export function createTrapReceiver(options: TrapReceiverOptions): TrapReceiver {
  const { agent, book, engine, now, hurry, record, counts, onFault } = options;
  const journal = openJournal({ agent });
  const hint = createHinting();
  const mayLook = keepPace(lookedInto);
  const mayTell = keepPace({ burst: 3, periodMs: 60_000 });

  const heed = ({ notification, senders }: Read, address: string, version: SnmpVersion): void => {
    const nowMs = now();
    const atMs = hint(address, nowMs);
    if (atMs === undefined) counts.ignored("limited");
    else counts.hinted();
    for (const { check } of senders) {
      if (atMs !== undefined) hurry(check.id, atMs);
      const point = journal.write({ target: check.target, notification, version, source: address }, nowMs);
      if (point !== undefined) record(point);
    }
  };

  return (packet, from) => {
    const ignore = (why: TrapIgnored): undefined => void counts.ignored(why);
    if (!mayLook(now())) return ignore("flood");
    const isForwarder = isLoopback(from);
    if (!isForwarder && book.at(from).length === 0) return ignore("source");
    try {
      const message = readMessage(packet);
      counts.received(message.version);
      const origin = { from, isForwarder, book };
      const { address, outcome } =
        message.version === "3"
          ? { address: from, outcome: readUser(message, book.at(from), engine) }
          : readCommunity(message, origin);
      if ("ignored" in outcome) counts.ignored(outcome.ignored);
      else heed(outcome, address, message.version);
      return outcome.answer;
    } catch (error) {
      if (error instanceof MalformedPacket) return ignore("malformed");
      // a packet must not be able to end the process, whatever we did wrong with it
      if (mayTell(now())) onFault(error);
      return ignore("fault");
    }
  };
}

/** A forwarder of this machine (snmptrapd) is believed when it says whose trap it passes on; nobody else is. */
function readCommunity(
  message: CommunityMessage,
  { from, isForwarder, book }: { from: string; isForwarder: boolean; book: AddressBook },
): { address: string; outcome: Outcome } {
  const notification = readNotification(message.pdu);
  if (notification === undefined) return { address: from, outcome: { ignored: "no_notification" } };
  const { agentAddress, response } = notification;
  const forwarded = isForwarder && agentAddress !== undefined && book.at(agentAddress).length > 0;
  const address = forwarded ? agentAddress : from;
  const known = book.at(address);
  if (known.length === 0) return { address, outcome: { ignored: "source" } };
  const senders = known.filter(
    (sender) => "community" in sender && sender.community.equals(message.community),
  );
  if (senders.length === 0) return { address, outcome: { ignored: "community" } };
  const answer = response === undefined ? undefined : communityAnswer(message, response);
  return { address, outcome: { notification, senders, answer } };
}

function readUser(message: UserMessage, known: readonly Sender[], engine: Engine): Outcome {
  const users = known.flatMap((sender) => ("keys" in sender ? [sender.keys] : []));
  if (users.length === 0) return { ignored: known.length === 0 ? "source" : "user" };
  const opened = openUserMessage<UserKeys>(message, users, engine);
  if ("ignored" in opened) return opened;
  const { notification, keys, answer } = opened;
  return {
    notification,
    answer,
    senders: known.filter((sender) => "keys" in sender && sender.keys === keys),
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
