import { z } from "zod";
import { ApiFault, type Ask, statusFault, type VideoApi, type VideoStatus, worst } from "./video-api.ts";

const json = { "content-type": "application/json", accept: "application/json" };

/** Where sessions are, by age of the firmware. */
const currentPath = "/rest/current/session";
const olderPath = "/rest/session";

/** Poly VideoOS (G7500, Studio X), by its REST API reference guide and what is known of what devices answer. */
export const polyApi: VideoApi = {
  async begin(ask, { user, password }) {
    const log = { method: "POST", headers: json, isOnce: true } as const;
    const body = JSON.stringify({ user, password });
    let answer = await ask({ ...log, path: currentPath, body });
    const isOlder = answer.status === 404 || answer.status === 405;
    const path = isOlder ? olderPath : currentPath;
    if (isOlder)
      answer = await ask({ ...log, path, body: JSON.stringify({ action: "Login", user, password }) });
    if (answer.status < 200 || answer.status >= 300) throw statusFault(answer, path);
    const refusal = refusalSchema.safeParse(parse(answer.body));
    if (refusal.success) throw new ApiFault("credentials", `${path}: ${refusal.data.reason ?? "refused"}`);
    if (answer.cookies.length === 0) throw new ApiFault("malformed_answer", `${path}: no session cookie`);
    const leave = { method: "DELETE", path } as const;
    const logOut = {
      method: "POST",
      headers: json,
      path,
      body: JSON.stringify({ action: "Logout" }),
    } as const;
    return {
      headers: { cookie: answer.cookies.join("; ") },
      end: isOlder ? [logOut, leave] : [leave],
    };
  },
  async read(ask) {
    const system = await get(ask, "/rest/system", systemSchema);
    if (system === undefined) throw new ApiFault("malformed_answer", "it knows no /rest/system");
    const sip = await get(ask, "/rest/system/sipservers", serversSchema);
    const h323 = await get(ask, "/rest/system/h323gatekeepers", serversSchema);
    const [conference] = (await get(ask, "/rest/conferences", conferencesSchema)) ?? [];
    const channels =
      conference === undefined
        ? undefined
        : await get(ask, `/rest/conferences/${conference.id}/mediastats`, channelsSchema);
    const states = await get(ask, "/rest/system/status", statesSchema);
    return {
      ...systemPart(system),
      ...registeredPart("sipRegistered", sip),
      ...registeredPart("h323Registered", h323),
      inCall: conference !== undefined,
      ...channelPart(channels ?? []),
      ...faultPart(states ?? []),
    };
  },
};

/** The guide has this for a wrong password, beside the status 403. */
const refusalSchema = z.object({ success: z.literal(false), reason: z.string().optional() });

const word = z.union([z.string(), z.number(), z.boolean()]).transform(String).optional().catch(undefined);
const figure = z.coerce.number().min(0).optional().catch(undefined);

const systemSchema = z.object({ model: word, softwareVersion: word, build: word, uptime: figure });
const serversSchema = z.array(z.object({ state: word }));
const conferencesSchema = z.array(z.object({ id: z.union([z.int(), z.string().regex(/^[\w-]{1,64}$/)]) }));
const channelsSchema = z
  .array(
    z.object({
      mediaDirection: word,
      mediaType: word,
      actualBitRate: figure,
      percentPacketLoss: figure,
      jitter: figure,
    }),
  )
  .max(1000);
const statesSchema = z.array(z.object({ langtag: word, stateList: z.array(z.string()).catch([]) })).max(1000);

/** Undefined where the firmware has no such place. */
async function get<T>(ask: Ask, path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const answer = await ask({ method: "GET", path, headers: { accept: json.accept } });
  if (answer.status === 404 || answer.status === 405 || answer.status === 204) return undefined;
  if (answer.status !== 200) throw statusFault(answer, path);
  const parsed = schema.safeParse(parse(answer.body));
  if (parsed.success) return parsed.data;
  throw new ApiFault("malformed_answer", `${path}: ${parsed.error.issues[0]?.message ?? "not understood"}`);
}

/** Undefined for what is no JSON, which no schema takes. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function systemPart({
  model,
  softwareVersion,
  build,
  uptime,
}: z.infer<typeof systemSchema>): Partial<VideoStatus> {
  const software = [softwareVersion, build].filter((part) => part !== undefined).join("-");
  return {
    ...(model === undefined ? {} : { model }),
    ...(software === "" ? {} : { software }),
    ...(uptime === undefined ? {} : { uptimeS: uptime }),
  };
}

/** One server that took it is enough; a point that was given none does not tell. */
function registeredPart(
  name: "sipRegistered" | "h323Registered",
  servers: z.infer<typeof serversSchema> = [],
): Partial<VideoStatus> {
  const states = servers.flatMap(({ state }) => state?.toLowerCase() ?? []);
  return states.length === 0
    ? {}
    : { [name]: states.some((state) => state === "up" || state === "registered") };
}

/** Rates are told in kbit/s, jitter in ms. */
function channelPart(channels: z.infer<typeof channelsSchema>): Partial<VideoStatus> {
  const going = (direction: "RX" | "TX") =>
    channels.filter((channel) => channel.mediaDirection === direction);
  const sum = (direction: "RX" | "TX") => {
    const rates = going(direction).flatMap(({ actualBitRate }) => actualBitRate ?? []);
    return rates.length === 0 ? undefined : 1000 * rates.reduce((one, other) => one + other, 0);
  };
  const figures = {
    inCallBps: sum("RX"),
    outCallBps: sum("TX"),
    inLossPct: worst(going("RX").map(({ percentPacketLoss }) => percentPacketLoss)),
    outLossPct: worst(going("TX").map(({ percentPacketLoss }) => percentPacketLoss)),
    inJitterMs: worst(going("RX").map(({ jitter }) => jitter)),
    outJitterMs: worst(going("TX").map(({ jitter }) => jitter)),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}

const troubled = /^(?:down|error|fail|alert|fault)/i;

function faultPart(states: z.infer<typeof statesSchema>): Partial<VideoStatus> {
  const faults = states
    .filter(({ stateList }) => stateList.some((state) => troubled.test(state)))
    .map(({ langtag, stateList }) => `${langtag ?? ""} ${stateList.join(" ")}`.trim());
  return faults.length === 0 ? {} : { faults: faults.join("; ") };
}
