import type { DeliveryReason } from "@haidang/contract/channel.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import type { Language } from "@haidang/contract/text.ts";
import type { EgressRules } from "../egress.ts";

export type MessagePurpose =
  | "open"
  | "update"
  | "resolved"
  | "escalation"
  | "reminder"
  | "digest"
  | "group"
  | "letter"
  | "report"
  | "test";

/** What goes out, worded; a channel puts it into the form its receiver reads. */
export interface Message {
  /** The same each time it is tried: receivers tell by it what they have already. */
  id: string;
  purpose: MessagePurpose;
  language: Language;
  /** None in a test. */
  incidents: readonly Incident[];
  /** One line. */
  subject: string;
  text: string;
  /** For SMS: unaccented, at most 160 characters. */
  shortText: string;
  html: string;
  /** Files, for channels of mail. */
  attachments?: ReadonlyArray<{ name: string; type: string; bytes: Buffer }>;
  links: { acknowledge?: string; show?: string };
  /** Those it goes to over this channel; none where the channel is a place itself. */
  contacts: readonly Contact[];
  /** Of the event it tells of, UTC ms. */
  atMs: number;
}

export type Delivered =
  | { ok: true; detail?: string }
  | {
      ok: false;
      reason: DeliveryReason;
      /** What was seen, one line: never a secret. */
      detail: string;
      /** The receiver's own word on when to try again, ms from now. */
      retryAfterMs?: number;
      /** Trying again changes nothing until a person mends something. */
      final?: boolean;
      /** Ids of contacts who have it nevertheless; the next try leaves them out. */
      delivered?: readonly string[];
    };
export type Undelivered = Extract<Delivered, { ok: false }>;

export interface Secrets {
  get(name: string): string | undefined;
  /** Durable when it returns. */
  put(name: string, value: string): void;
}

/** What a channel needs of the world. */
export interface ChannelIo {
  secrets: Secrets;
  /** Ends the try at once; each channel keeps a deadline of its own besides. */
  signal: AbortSignal;
  nowMs: number;
  allowed: EgressRules;
  /** The data folder. */
  folder: string;
}

/** One try. Never rejects: what goes wrong is a reason. */
export type Deliver<C> = (channel: C, message: Message, io: ChannelIo) => Promise<Delivered>;
