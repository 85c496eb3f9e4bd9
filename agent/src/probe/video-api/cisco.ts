import {
  type ApiAnswer,
  ApiFault,
  type Ask,
  statusFault,
  type VideoApi,
  type VideoStatus,
  worst,
} from "./video-api.ts";
import { at, numberAt, readXml, textAt, within, type XmlElement } from "./xml.ts";

const beginPath = "/xmlapi/session/begin";

/**
 * Cisco codecs, by the XML API of their reference guides: TC (up to TC7, which knows no sessions and is asked with the
 * password each time), CE and RoomOS.
 */
export const ciscoApi: VideoApi = {
  async begin(ask, { user, password }) {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const answer = await ask({ method: "POST", path: beginPath, headers: { authorization }, isOnce: true });
    const [cookie] = answer.cookies.filter((one) => one.startsWith("SessionId="));
    if (cookie !== undefined) {
      const headers = { cookie };
      return { headers, end: [{ method: "POST", path: "/xmlapi/session/end" }] };
    }
    if (knowsSessions(answer)) throw statusFault(answer, beginPath);
    return { headers: { authorization }, end: [] };
  },
  async read(ask) {
    const unit = await section(ask, "SystemUnit");
    if (unit === undefined) throw new ApiFault("malformed_answer", "no SystemUnit in its status");
    const sip = await section(ask, "SIP");
    const h323 = await section(ask, "H323");
    const calls = (await sections(ask, "Call")).filter((call) => textAt(call, "Status") === "Connected");
    const channels = calls.length === 0 ? undefined : await section(ask, "MediaChannels");
    const diagnostics = await section(ask, "Diagnostics");
    return {
      ...unitPart(unit),
      ...told("sipRegistered", registered(within(sip, (name) => name === "Registration"))),
      ...told("h323Registered", registered(at(h323, "Gatekeeper"))),
      ...callPart(calls),
      ...channelPart(channels),
      ...told("faults", faultsOf(diagnostics)),
    };
  },
};

/** Firmware without sessions sends strangers elsewhere or knows no such place; what went well needs no cookie either. */
function knowsSessions({ status }: ApiAnswer): boolean {
  return status >= 400 && status !== 404 && status !== 405;
}

async function section(ask: Ask, name: string): Promise<XmlElement | undefined> {
  return (await sections(ask, name))[0];
}

/** What stands under `/Status/<name>`: nothing where the point has no such thing. */
async function sections(ask: Ask, name: string): Promise<XmlElement[]> {
  const path = `/getxml?location=/Status/${name}`;
  const answer = await ask({ method: "GET", path });
  if (answer.status === 404) return [];
  if (answer.status !== 200) throw statusFault(answer, path);
  let root: XmlElement;
  try {
    root = readXml(answer.body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ApiFault("malformed_answer", `${path}: ${why}`);
  }
  // a place there is nothing at is told as EmptyResult, by some within Status
  if (root.name !== "Status" && root.name !== "EmptyResult") {
    throw new ApiFault("malformed_answer", `${path}: ${root.name} where Status belongs`);
  }
  return at(root, name);
}

function unitPart(unit: XmlElement): Partial<VideoStatus> {
  return {
    ...told("model", textAt(unit, "ProductId") ?? textAt(unit, "ProductPlatform")),
    ...told("software", textAt(unit, "Software", "Version")),
    ...told("uptimeS", numberAt(unit, "Uptime")),
    ...told("temperatureC", numberAt(unit, "Hardware", "Temperature")),
  };
}

/** One registration is enough; undefined where the point tells of none. */
function registered(places: readonly XmlElement[]): boolean | undefined {
  const words = places.flatMap((place) => textAt(place, "Status") ?? []);
  return words.length === 0 ? undefined : words.includes("Registered");
}

/** Rates are told in kbit/s. */
function callPart(calls: readonly XmlElement[]): Pick<VideoStatus, "inCall"> & Partial<VideoStatus> {
  const sum = (name: string) => {
    const rates = calls.flatMap((call) => numberAt(call, name) ?? []);
    return rates.length === 0 ? undefined : 1000 * rates.reduce((one, other) => one + other, 0);
  };
  return {
    inCall: calls.length > 0,
    ...told("inCallBps", sum("ReceiveCallRate")),
    ...told("outCallBps", sum("TransmitCallRate")),
  };
}

/** CE tells the direction of a channel in it (`Channel`), TC in its name (`IncomingVideoChannel`). */
function channelPart(media: XmlElement | undefined): Partial<VideoStatus> {
  const channels = within(media, (name) => /^(?:Incoming|Outgoing)?(?:Audio|Video)?Channel$/.test(name))
    .filter((channel) => at(channel, "Netstat").length > 0)
    .filter((channel) => channel.name !== "Channel" || textAt(channel, "Type") !== "Data");
  const direction = (channel: XmlElement) => textAt(channel, "Direction") ?? channel.name;
  const going = (word: string) => channels.filter((channel) => direction(channel).startsWith(word));
  const jitter = (word: string) => worst(going(word).map((one) => numberAt(one, "Netstat", "Jitter")));
  return {
    ...told("inLossPct", worst(going("Incoming").map(lossOf))),
    ...told("outLossPct", worst(going("Outgoing").map(lossOf))),
    ...told("inJitterMs", jitter("Incoming")),
    ...told("outJitterMs", jitter("Outgoing")),
  };
}

/** Of the last interval where the codec tells it, else of the whole call; %. */
function lossOf(channel: XmlElement): number | undefined {
  const number = (name: string) => numberAt(channel, "Netstat", name);
  const share = (lost: number | undefined, came: number | undefined) => {
    if (lost === undefined || came === undefined) return undefined;
    return lost + came === 0 ? 0 : Math.round((10_000 * lost) / (lost + came)) / 100;
  };
  return (
    share(number("LastIntervalLost"), number("LastIntervalReceived")) ??
    share(number("Loss"), number("Packets"))
  );
}

const complaints = new Set(["Warning", "Error", "Critical"]);

function faultsOf(diagnostics: XmlElement | undefined): string | undefined {
  const messages = at(diagnostics, "Message").filter((message) =>
    complaints.has(textAt(message, "Level") ?? ""),
  );
  const words = messages.map((message) => textAt(message, "Description") ?? textAt(message, "Type") ?? "");
  return words.filter((word) => word !== "").join("; ") || undefined;
}

/** A field alone where there is something to tell. */
function told<K extends keyof VideoStatus>(
  name: K,
  value: VideoStatus[K] | undefined,
): Partial<Pick<VideoStatus, K>> {
  const field: Partial<Pick<VideoStatus, K>> = {};
  if (value !== undefined) field[name] = value;
  return field;
}
