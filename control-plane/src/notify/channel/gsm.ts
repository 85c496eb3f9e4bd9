import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ChannelOf } from "@haidang/contract/channel.ts";
import type { ChannelIo, Deliver, Delivered } from "./channel.ts";
import { eachContact } from "./each-contact.ts";
import { type Modem, openModem } from "./modem.ts";
import { Failure, outcomeOf, undelivered } from "./outcome.ts";
import { phoneText } from "./phone-text.ts";
import { needSecret } from "./secret.ts";

type GsmChannel = ChannelOf<"gsm">;

const quickMs = 5000;
const settleMs = 200;
/** The network has to take it meanwhile. */
const sendMs = 45_000;
const endOfText = "\u001a";
const cancelText = "\u001b";

/** +CMS ERROR of 3GPP TS 27.005 §3.2.5 and the network's own causes that come with it. */
const smsErrors: Readonly<
  Record<string, { reason: "recipient" | "limited" | "modem_fault"; means: string }>
> = {
  1: { reason: "recipient", means: "the number is assigned to nobody" },
  8: { reason: "modem_fault", means: "the operator bars messages of this SIM" },
  21: { reason: "limited", means: "the network refused it, often for want of credit" },
  28: { reason: "recipient", means: "the network does not know the number" },
  38: { reason: "limited", means: "the network is out of order" },
  42: { reason: "limited", means: "the network is congested" },
  302: { reason: "modem_fault", means: "the modem does not allow it" },
  310: { reason: "modem_fault", means: "there is no SIM in it" },
  311: { reason: "modem_fault", means: "the SIM wants its PIN" },
  316: { reason: "modem_fault", means: "the SIM wants its PUK" },
  330: { reason: "modem_fault", means: "the address of the message centre is not known" },
  331: { reason: "limited", means: "there is no network" },
  332: { reason: "limited", means: "the network does not answer" },
  500: { reason: "limited", means: "an error it does not name" },
};

/** One after the other for each modem. */
export function createGsm(): Deliver<GsmChannel> {
  const last = new Map<string, Promise<unknown>>();
  return async (channel, message, io) => {
    const before = last.get(channel.device) ?? Promise.resolve();
    const work = before.then(() => deliver(channel, message, io));
    last.set(channel.device, work);
    const outcome = await work;
    if (last.get(channel.device) === work) last.delete(channel.device);
    return outcome;
  };
}

const deliver: Deliver<GsmChannel> = (channel, message, io) =>
  outcomeOf(channel.device, async () => {
    if (message.contacts.length === 0) return undelivered("recipient", "nobody is named for it to go to");
    const modem = await openModem(channel, io.signal);
    try {
      const { isPlain } = await prepare(modem, channel, io);
      const text = isPlain ? phoneText(message.shortText) : withoutSymbols(phoneText(message.shortText));
      return await eachContact(message, io, ({ id, phone }) =>
        phone === undefined
          ? Promise.resolve(undelivered("recipient", `contact ${id} has no phone number`))
          : outcomeOf(channel.device, () => send(modem, phone, text)),
      );
    } finally {
      modem.close();
    }
  });

/** Awake, unlocked, in the network, in text mode; `isPlain`: it takes ASCII as it is. */
async function prepare(modem: Modem, channel: GsmChannel, io: ChannelIo): Promise<{ isPlain: boolean }> {
  // an escape first, should it still wait for a text of before
  await modem.ask(`${cancelText}AT\r`, quickMs);
  // which it may have answered besides
  await delay(settleMs);
  await must(modem, "ATE0");
  await must(modem, "AT+CMEE=1");
  await unlock(modem, channel, io);
  const { lines } = await must(modem, "AT+CREG?");
  const state = /^\+CREG: ?\d,(\d)/m.exec(lines.join("\n"))?.[1];
  if (state !== "1" && state !== "5") {
    const why = state === "3" ? "the network refuses the SIM" : "it has found no network";
    throw new Failure("modem_fault", `the modem on ${channel.device} is not in a network: ${why}`);
  }
  await must(modem, "AT+CMGF=1");
  const isPlain = (await modem.ask('AT+CSCS="IRA"\r', quickMs)).final === "OK";
  if (!isPlain) await must(modem, 'AT+CSCS="GSM"');
  return { isPlain };
}

async function must(modem: Modem, command: string) {
  const answer = await modem.ask(`${command}\r`, quickMs);
  if (answer.final !== "OK")
    throw new Failure("modem_fault", `the modem answers ${answer.final} to ${command}`);
  return answer;
}

/** A wrong PIN is tried once and never again: after three the SIM is locked. */
async function unlock(modem: Modem, channel: GsmChannel, io: ChannelIo): Promise<void> {
  const { final, lines } = await modem.ask("AT+CPIN?\r", quickMs);
  const wants = /^\+CPIN: ?(.+)$/m.exec(lines.join("\n"))?.[1]?.trim();
  if (wants === "READY") return;
  if (wants === undefined) {
    throw new Failure("modem_fault", `the modem on ${channel.device} cannot read its SIM: ${final}`);
  }
  if (wants !== "SIM PIN")
    throw new Failure("credentials", `the SIM wants its ${wants}: unlock it in a phone`);
  if (channel.pin === undefined)
    throw new Failure("misconfigured", "the SIM wants its PIN, and the channel has none");
  const pin = needSecret(io.secrets, channel.pin).trim();
  if (!/^\d{4,8}$/.test(pin)) throw new Failure("misconfigured", "a PIN is 4 to 8 digits");
  const refusedFile = join(io.folder, `gsm-${channel.id}.refused`);
  const mark = createHash("sha256").update(`${channel.device} ${pin}`).digest("hex");
  const refused = await readFile(refusedFile, "utf8").catch(() => "");
  const wrong = `the SIM refused the PIN in secret ${channel.pin.secret}: set the right one`;
  if (refused === mark) throw new Failure("credentials", `${wrong}; it is not tried again`);
  // written before the try: whatever ends this process, the same PIN is not tried twice
  await writeFile(refusedFile, mark, { mode: 0o600 });
  const answer = await modem.ask(`AT+CPIN="${pin}"\r`, quickMs);
  if (answer.final !== "OK") throw new Failure("credentials", `${wrong} (${answer.final})`);
  await rm(refusedFile, { force: true });
  await untilReady(modem, channel);
}

/** A SIM takes seconds to come up after its PIN. */
async function untilReady(modem: Modem, { device }: GsmChannel): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { lines } = await modem.ask("AT+CREG?\r", quickMs);
    if (/^\+CREG: ?\d,[15]/m.test(lines.join("\n"))) return;
    await delay(500);
  }
  throw new Failure("modem_fault", `the modem on ${device} finds no network after its PIN`);
}

async function send(modem: Modem, phone: string, text: string): Promise<Delivered> {
  const prompt = await modem.ask(`AT+CMGS="+${phone}"\r`, quickMs);
  if (prompt.final !== ">") return smsFault(prompt.final);
  const { final, lines } = await modem.ask(text + endOfText, sendMs);
  if (final !== "OK") return smsFault(final);
  const reference = /^\+CMGS: ?(\d+)/m.exec(lines.join("\n"))?.[1];
  if (reference === undefined)
    return undelivered("malformed_answer", "the modem says OK without a reference");
  return { ok: true, detail: `reference ${reference}` };
}

function smsFault(final: string): Delivered {
  const code = /^\+CM[ES] ERROR: ?(\d+)/.exec(final)?.[1];
  const known = code === undefined || !Object.hasOwn(smsErrors, code) ? undefined : smsErrors[code];
  if (known === undefined) return undelivered("modem_fault", `the modem answers ${final}`);
  return undelivered(known.reason, `the modem answers ${final}: ${known.means}`);
}

/** Where a modem knows only its own alphabet: what has another code there is replaced. */
function withoutSymbols(text: string): string {
  const replaced: Readonly<Record<string, string>> = {
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "@": "(a)",
    $: "USD",
  };
  return phoneText(text.replace(/[[\]{}@$_~^|\\]/g, (symbol) => replaced[symbol] ?? "-"));
}
