import { z } from "zod";
import { contractSchema, scheduleSchema } from "./agreement.ts";
import { severitySchema } from "./alert.ts";
import { calendarSchema } from "./calendar.ts";
import { channelSchema } from "./channel.ts";
import { feedsSchema, rackPowerSchema, redundancySchema, suppliesSchema } from "./feed.ts";
import { heartbeatSchema } from "./heartbeat.ts";
import { addressSchema, idSchema, nameSchema, objectKinds, unitKinds } from "./naming.ts";
import { contactSchema, rosterSchema, routeSchema } from "./notify.ts";
import { secretText } from "./secret.ts";
import { dnsTargetSchema, httpTargetSchema, tcpTargetSchema, tlsTargetSchema } from "./service-target.ts";
import { snmpAccessSchema } from "./snmp-access.ts";
import { deviceText } from "./text.ts";
import { limitsSchema, thresholdProfileSchema } from "./threshold.ts";
import { placementSchema, successionSchema, validity } from "./tree.ts";
import { h323AccessSchema, sipAccessSchema, videoApiAccessSchema } from "./video-access.ts";

export { addressSchema, objectKinds, unitKinds };

export const objectKindSchema = z.enum(objectKinds);
export type ObjectKind = z.infer<typeof objectKindSchema>;

/** Names one object across kinds, e.g. `{ kind: "link", id: "co-to-1" }`. */
export const objectRefSchema = z.strictObject({ kind: objectKindSchema, id: z.string().min(1).max(63) });
export type ObjectRef = z.infer<typeof objectRefSchema>;
export type ObjectKey = `${ObjectKind}/${string}`;

export function objectKey(ref: ObjectRef): ObjectKey {
  return `${ref.kind}/${ref.id}`;
}

const speedUnits: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9 };

/** A committed rate in bit/s, written `200M`, `1.5G`, `512k` or as a plain number of bit/s. */
export const bitRateSchema = z.union([z.int().positive(), z.string()]).transform((value, context) => {
  if (typeof value === "number") return value;
  const match = /^(\d{1,15}(?:\.\d{1,15})?)\s?([kMG]?)$/.exec(value);
  const bitsPerSecond = Math.round(Number(match?.[1]) * (speedUnits[match?.[2] ?? ""] ?? 1));
  if (!Number.isSafeInteger(bitsPerSecond) || bitsPerSecond < 1) {
    context.addIssue({
      code: "custom",
      message: "a rate is written like 200M, 1.5G, 512k or 10000000 (bit/s)",
    });
    return z.NEVER;
  }
  return bitsPerSecond;
});

/** What was agreed about an object, for its reports. */
const agreed = {
  /** Its service hours; without it those of its unit, of its unit's kind, of the units above, or the default ones. */
  calendar: idSchema.optional(),
  /** Availability promised by the contract, %. */
  sla: z.number().gt(0).max(100).optional(),
};

/** From when on it counts as degraded: by a profile named here, and by limits of its own, which go before it. */
export const judged = { thresholds: idSchema.optional(), limits: limitsSchema.optional() };

/** How bad its outage is; of a site or unit, that nobody reaches it any more. Without it, by what it is. */
const weighed = { severity: severitySchema.optional() };

export const unitSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  kind: z.enum(unitKinds).default("office"),
  parent: idSchema.optional(),
  code: z.string().max(20).optional(),
  ...validity,
  ...agreed,
  ...weighed,
});

export const siteSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  unit: placementSchema,
  /** The agent that sits there: it measures what is at the site, and its silence is evidence of the site. */
  agent: idSchema.optional(),
  /** WGS 84, longitude first, as GeoJSON has it. */
  coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).optional(),
  ...agreed,
  ...weighed,
});

/** A STAMP reflector (RFC 8762) or TWAMP-Light reflector (RFC 5357 appendix I) at the far end of a link. */
export const stampAccessSchema = z.strictObject({
  port: z.int().min(1).max(65535).default(862),
  /** Shared secret of both ends; with it every packet is authenticated (HMAC-SHA-256). */
  key: secretText(
    z
      .string()
      .min(16, { error: "a key has at least 16 characters" })
      .max(128, { error: "a key has at most 128 characters" }),
  ).optional(),
  /** Session identifier (RFC 8972), 0 for none. */
  ssid: z.int().min(0).max(65535).default(0),
  packetsPerS: z.int().min(1).max(50).default(1),
});

const portNameSchema = z
  .string()
  .min(1, { error: "an interface has a name, e.g. GigabitEthernet0/1" })
  .max(120, { error: "an interface's name is at most 120 characters" })
  .refine((name) => deviceText(name, 120) === name, {
    error: "an interface's name is one line of text, without control characters or text-direction marks",
  });

export const linkSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  site: idSchema,
  /** The site at the near end, which has to be reached for this link to be; without it the measuring agent's own. */
  from: idSchema.optional(),
  /** Address at the site's end of the circuit; pinged from the measuring agent. */
  address: addressSchema,
  carrier: nameSchema.optional(),
  circuit: z.string().max(60).optional(),
  cir: bitRateSchema.optional(),
  role: z.enum(["primary", "backup"]).default("primary"),
  /** Loss per direction and delay variation, from a reflector at the same address. */
  stamp: stampAccessSchema.optional(),
  /** The port whose counters tell how full the link is, read over SNMP: by its ifName on a device of the inventory. */
  interface: z.strictObject({ device: idSchema, name: portNameSchema }).optional(),
  /** The port at the other end, where both are known: its state tells of the line too. */
  nearInterface: z.strictObject({ device: idSchema, name: portNameSchema }).optional(),
  /** Address at the near end of the circuit, reached over this line alone; the agent at the site pings it. */
  near: addressSchema.optional(),
  measuredBy: idSchema.optional(),
  ...judged,
  ...agreed,
  ...weighed,
});

/** A UPS that a machine serves by Network UPS Tools. */
export const nutAccessSchema = z.strictObject({
  /** As the server names it: its section in `ups.conf`. */
  ups: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62})?(?!\n)$/, {
    error: "the name of a UPS has letters, digits, dots, dashes and underscores, e.g. ups",
  }),
  port: z.int().min(1).max(65535).default(3493),
  intervalS: z.int().min(5).max(3600).default(30),
});

/** Tallest racks sold have 58 units. */
const mostRackU = 60;

export const deviceSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  site: idSchema,
  address: addressSchema,
  /** `false` for a device that does not answer echo requests. */
  ping: z.boolean().default(true),
  snmp: snmpAccessSchema.optional(),
  /** The UPS behind the address, where upsd serves it. */
  nut: nutAccessSchema.optional(),
  /** The device of the inventory it is reached through, when not the site's links directly. */
  parent: idSchema.optional(),
  /** Where it is mounted: `u` is its lowest unit, counted from the floor. */
  rack: z
    .strictObject({
      id: idSchema,
      u: z.int().min(1).max(mostRackU),
      /** How many units it takes; 1 when not written. */
      heightU: z.int().min(1).max(mostRackU).optional(),
    })
    .optional(),
  /** The feeds it draws from, and the one it carries. */
  feeds: feedsSchema.optional(),
  supplies: suppliesSchema.optional(),
  redundancy: redundancySchema.optional(),
  measuredBy: idSchema.optional(),
  ...judged,
  ...agreed,
  ...weighed,
});

/** A rack of a server room. Its state is that of the devices mounted in it. */
export const rackSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  site: idSchema,
  room: nameSchema.optional(),
  heightU: z.int().min(1).max(mostRackU).default(42),
  /** What may be drawn in it, W. */
  maxW: rackPowerSchema.optional(),
  ...agreed,
  ...weighed,
});

/** How a service is measured: it has exactly one of these. */
export const serviceProbes = ["http", "icmp", "dns", "tcp", "tls"] as const;

export const serviceSchema = z
  .strictObject({
    id: idSchema,
    name: nameSchema,
    unit: placementSchema,
    http: httpTargetSchema.optional(),
    icmp: z.strictObject({ address: addressSchema }).optional(),
    dns: dnsTargetSchema.optional(),
    tcp: tcpTargetSchema.optional(),
    tls: tlsTargetSchema.optional(),
    intervalS: z.int().min(5).max(3600).default(30),
    measuredBy: idSchema.optional(),
    ...judged,
    ...agreed,
    ...weighed,
  })
  .refine((service) => serviceProbes.filter((probe) => service[probe] !== undefined).length === 1, {
    error: "a service has exactly one of http, icmp, dns, tcp or tls",
  });

/** Endpoints and session border controllers ban those who ask oftener, s. */
export const leastSignallingIntervalS = 60;

export const videoPointSchema = z
  .strictObject({
    id: idSchema,
    name: nameSchema,
    site: idSchema,
    address: addressSchema,
    kind: z.enum(["endpoint", "bridge"]).default("endpoint"),
    /** `false` for a point that does not answer echo requests. */
    ping: z.boolean().default(true),
    sip: sipAccessSchema.optional(),
    h323: h323AccessSchema.optional(),
    /** Its web page is asked for too; with an `api` it is without being told. */
    https: z.boolean().optional(),
    api: videoApiAccessSchema.optional(),
    intervalS: z.int().min(leastSignallingIntervalS).max(3600).default(leastSignallingIntervalS),
    measuredBy: idSchema.optional(),
    ...judged,
    ...agreed,
    ...weighed,
  })
  .refine((point) => point.sip !== undefined || point.h323 !== undefined, {
    error: "a video point has sip, h323 or both",
  });

/** One folder of YAML, read together: every list may be spread over any number of files. */
export const inventorySchema = z.strictObject({
  units: z.array(unitSchema).default([]),
  sites: z.array(siteSchema).default([]),
  links: z.array(linkSchema).default([]),
  devices: z.array(deviceSchema).default([]),
  services: z.array(serviceSchema).default([]),
  videoPoints: z.array(videoPointSchema).default([]),
  calendars: z.array(calendarSchema).default([]),
  racks: z.array(rackSchema).default([]),
  heartbeats: z.array(heartbeatSchema).default([]),
  contacts: z.array(contactSchema).default([]),
  rosters: z.array(rosterSchema).default([]),
  channels: z.array(channelSchema).default([]),
  routes: z.array(routeSchema).default([]),
  /** What became of units that are no more. */
  successions: z.array(successionSchema).default([]),
  thresholds: z.array(thresholdProfileSchema).default([]),
  /** What carriers promised. */
  contracts: z.array(contractSchema).default([]),
  /** Reports made by themselves. */
  reports: z.array(scheduleSchema).default([]),
});

export type Unit = z.infer<typeof unitSchema>;
export type Site = z.infer<typeof siteSchema>;
export type Link = z.infer<typeof linkSchema>;
export type Device = z.infer<typeof deviceSchema>;
export type Service = z.infer<typeof serviceSchema>;
export type Rack = z.infer<typeof rackSchema>;
export type VideoPoint = z.infer<typeof videoPointSchema>;
export type SipAccess = z.infer<typeof sipAccessSchema>;
export type VideoApiAccess = z.infer<typeof videoApiAccessSchema>;
export type NutAccess = z.infer<typeof nutAccessSchema>;
export type StampAccess = z.infer<typeof stampAccessSchema>;
export type Inventory = z.infer<typeof inventorySchema>;

export const emptyInventory: Inventory = {
  units: [],
  sites: [],
  links: [],
  devices: [],
  services: [],
  videoPoints: [],
  calendars: [],
  racks: [],
  heartbeats: [],
  contacts: [],
  rosters: [],
  channels: [],
  routes: [],
  successions: [],
  thresholds: [],
  contracts: [],
  reports: [],
};

/** What of a service is measured, as people write it: a URL, an address, `host:port`, or a question and whom it goes to. */
export function serviceTarget({ http, icmp, dns, tcp, tls }: Service): string {
  const hostPort = (to: { address: string; port: number }): string =>
    `${to.address.includes(":") ? `[${to.address}]` : to.address}:${to.port}`;
  if (http !== undefined) return http.url;
  if (dns !== undefined) return `${dns.name} ${dns.type} @${dns.port === 53 ? dns.address : hostPort(dns)}`;
  const connection = tcp ?? tls;
  return connection === undefined ? (icmp?.address ?? "") : hostPort(connection);
}

/** The list of the inventory that holds objects of a kind. */
export const inventoryLists = {
  unit: "units",
  site: "sites",
  link: "links",
  device: "devices",
  service: "services",
  video: "videoPoints",
  rack: "racks",
  heartbeat: "heartbeats",
} as const satisfies Record<ObjectKind, keyof Inventory>;
