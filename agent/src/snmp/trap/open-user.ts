import { type Element, encode, encodeInteger, MalformedPacket, readElements, readOnly, tags } from "./ber.ts";
import { type UserMessage, userAnswer } from "./message.ts";
import { type Notification, readNotification } from "./notification.ts";
import type { UserKeys } from "./user-keys.ts";

/** This agent as an SNMP engine: the authority for informs (RFC 3414 section 1.5.1). */
export interface Engine {
  id: Buffer;
  /** How often it started with this id. */
  boots: number;
  /** Seconds since it started. */
  timeS: () => number;
}

export type UserFault = "discovery" | "user" | "level" | "digest" | "clock" | "privacy" | "no_notification";

/** What a message of version 3 comes to, and the answer its sender waits for. */
export type Opened<K> =
  | { notification: Notification; keys: K; answer: Buffer | undefined }
  | { ignored: UserFault; answer: Buffer | undefined };

/** Last arc of usmStats (RFC 3414 section 5) that a report names. */
const statistics = { level: 1, clock: 2, user: 3, discovery: 4, digest: 5, privacy: 6 } as const;
type Reported = keyof typeof statistics;

const timeWindowS = 150;

/**
 * Checks a message against the users that may speak from its address, in the order of RFC 3414 section 3.2. Of a trap
 * the sender is the authority, and its clock is not held against it: devices forget how often they started, and a
 * trap sent twice can do no more than have a device asked. Throws MalformedPacket.
 */
export function openUserMessage<K extends UserKeys>(
  message: UserMessage,
  users: readonly K[],
  engine: Engine,
): Opened<K> {
  const ours = message.engineId.equals(engine.id);
  const refuse = (why: Reported, keys?: K): Opened<K> => ({
    ignored: why,
    answer: message.reportable ? report(message, { why, engine, keys }) : undefined,
  });
  if (message.reportable && !ours) return refuse("discovery");
  const named = users.filter(({ user }) => user === message.user);
  if (named.length === 0) return refuse("user");
  const able = named.filter((keys) => keys.signs === message.signed && keys.encrypts === message.encrypted);
  if (able.length === 0) return refuse("level");
  const keys = message.signed ? able.find((one) => one.proves(message)) : able[0];
  if (keys === undefined) return refuse("digest");
  if (ours && message.signed && !isTimely(message, engine)) return refuse("clock", keys);
  const scoped = scopedPdu(message, keys);
  if (scoped === undefined) return refuse("privacy");
  const notification = readNotification(scoped.pdu);
  if (notification === undefined) return { ignored: "no_notification", answer: undefined };
  // a trap under our own engine would go by our clock, an inform under another's cannot be answered
  if (ours !== (notification.response !== undefined)) return { ignored: "discovery", answer: undefined };
  const { response } = notification;
  return {
    notification,
    keys,
    answer: response === undefined ? undefined : respond(message, { keys, engine, scoped, response }),
  };
}

function isTimely({ boots, timeS }: UserMessage, engine: Engine): boolean {
  return boots === engine.boots && Math.abs(timeS - engine.timeS()) <= timeWindowS;
}

interface ScopedPdu {
  /** contextEngineID and contextName, as they came. */
  context: readonly Buffer[];
  pdu: Element;
}

/** Undefined when what was decrypted is no scoped PDU: the key is another. */
function scopedPdu(message: UserMessage, keys: UserKeys): ScopedPdu | undefined {
  try {
    const content = message.encrypted
      ? readOnly(keys.decrypt(message), tags.sequence).content
      : message.data.content;
    const [engine, name, pdu, more] = readElements(content, 4);
    if (engine?.tag !== tags.octets || name?.tag !== tags.octets || pdu === undefined || more !== undefined) {
      throw new MalformedPacket("not a scoped PDU");
    }
    return { context: [engine.whole, name.whole], pdu };
  } catch (error) {
    if (message.encrypted && error instanceof MalformedPacket) return undefined;
    throw error;
  }
}

function respond(
  message: UserMessage,
  { keys, engine, scoped, response }: { keys: UserKeys; engine: Engine; scoped: ScopedPdu; response: Buffer },
): Buffer {
  return sealed(message, { keys, engine, plain: encode(tags.sequence, ...scoped.context, response) });
}

/** A report says how it stands with our clock, so what says the clock is wrong is signed; the others cannot be. */
function report(
  message: UserMessage,
  { why, engine, keys }: { why: Reported; engine: Engine; keys: UserKeys | undefined },
): Buffer {
  const oid = Buffer.from([0x2b, 6, 1, 6, 3, 15, 1, 1, statistics[why], 0]);
  const varbind = encode(tags.sequence, encode(tags.oid, oid), encodeInteger(1, tags.counter32));
  const zero = encodeInteger(0);
  const pdu = encode(tags.report, zero, zero, zero, encode(tags.sequence, varbind));
  const nameless = encode(tags.octets);
  const plain = encode(tags.sequence, encode(tags.octets, engine.id), nameless, pdu);
  return sealed(message, { keys, engine, plain, bare: true });
}

/** Signed with the keys, if any; encrypted like the message that is answered, unless it is to be `bare`. */
function sealed(
  message: UserMessage,
  {
    keys,
    engine,
    plain,
    bare = false,
  }: { keys: UserKeys | undefined; engine: Engine; plain: Buffer; bare?: boolean },
): Buffer {
  const clock = { boots: engine.boots, timeS: engine.timeS() };
  const hidden = keys?.encrypts === true && !bare ? keys.encrypt(plain, engine.id, clock) : undefined;
  return userAnswer({
    id: message.id,
    engineId: engine.id,
    ...clock,
    user: message.user,
    data: hidden === undefined ? plain : encode(tags.octets, hidden.data),
    salt: hidden?.salt,
    sign:
      keys?.signs === true
        ? { digestLength: keys.digestLength, digestOf: (packet) => keys.digestOf(packet, engine.id) }
        : undefined,
  });
}
