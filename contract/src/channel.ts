import { z } from "zod";
import { addressSchema, idSchema, nameSchema } from "./naming.ts";
import { secretRefSchema } from "./secret.ts";

/** Ways a notification goes out. */
export const channelKinds = [
  "email",
  "webhook",
  "alertmanager",
  "sms",
  "zalo",
  "telegram",
  "syslog",
  "gsm",
  "command",
] as const;
export type ChannelKind = (typeof channelKinds)[number];

const named = { id: idSchema, name: nameSchema };
const httpUrlSchema = z
  .url({ protocol: /^https?$/, error: "a URL starts with http:// or https://" })
  .max(2000);

/** STARTTLS unless `tls` says otherwise; `none` only for a server on this machine or a trusted wire. */
export const emailChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("email"),
  server: addressSchema,
  port: z.int().min(1).max(65535).default(587),
  tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
  user: z.string().min(1).max(255).optional(),
  password: secretRefSchema.optional(),
  from: z.email().max(255),
});

/** POST of JSON with `Haidang-Signature: t=<unix s>,v1=<HMAC-SHA-256 of "t.body", hexadecimal>`. */
export const webhookChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("webhook"),
  url: httpUrlSchema,
  key: secretRefSchema.optional(),
});

/** Alertmanager's API v2; the first that answers of several takes it, all of a cluster are told. */
export const alertmanagerChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("alertmanager"),
  urls: z.array(httpUrlSchema).min(1).max(8),
  token: secretRefSchema.optional(),
});

/**
 * A gateway that takes short messages over HTTP. `{phone}`, `{text}`, `{id}` and `{secret:<name>}` in URL, headers and
 * body are filled in, each escaped for where it stands; `accepted` is a text the answer has to contain.
 */
export const smsChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("sms"),
  url: httpUrlSchema,
  method: z.enum(["POST", "GET"]).default("POST"),
  headers: z.record(z.string().max(100), z.string().max(500)).default({}),
  body: z.string().max(4000).default(""),
  accepted: z.string().min(1).max(200).optional(),
});

/** Zalo ZNS: `template` and its parameters are registered beforehand; `parameters` names what fills each. */
export const zaloChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("zalo"),
  appId: z.string().min(1).max(40),
  appSecret: secretRefSchema,
  /** Where the refresh token is kept: it is single-use, and replaced each time. */
  refreshToken: secretRefSchema,
  template: z.string().min(1).max(40),
  parameters: z.record(z.string().max(60), z.string().max(200)).default({}),
});

export const telegramChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("telegram"),
  token: secretRefSchema,
});

/** RFC 5424 over UDP (RFC 5426), TCP (RFC 6587 octet counting) or TLS (RFC 5425). */
export const syslogChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("syslog"),
  server: addressSchema,
  port: z.int().min(1).max(65535).default(514),
  transport: z.enum(["udp", "tcp", "tls"]).default("udp"),
  facility: z.int().min(0).max(23).default(16),
});

/** A GSM modem on a serial port, by AT commands (3GPP TS 27.005). */
export const gsmChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("gsm"),
  device: z.string().regex(/^\/dev\/[A-Za-z0-9/_.-]{1,100}(?!\n)$/, {
    error: "a modem is written like /dev/ttyUSB0",
  }),
  baud: z.int().min(1200).max(921_600).default(115_200),
  pin: secretRefSchema.optional(),
});

/** A program run with the arguments as they stand, never through a shell; the message comes as JSON on its input. */
export const commandChannelSchema = z.strictObject({
  ...named,
  kind: z.literal("command"),
  /** Name of a file in the folder `commands` of the data folder. */
  program: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}(?!\n)$/, {
    error: "a program is the name of a file in the folder commands of the data folder",
  }),
  arguments: z.array(z.string().max(500)).max(32).default([]),
  timeoutS: z.int().min(1).max(120).default(20),
});

export const channelSchema = z.discriminatedUnion("kind", [
  emailChannelSchema,
  webhookChannelSchema,
  alertmanagerChannelSchema,
  smsChannelSchema,
  zaloChannelSchema,
  telegramChannelSchema,
  syslogChannelSchema,
  gsmChannelSchema,
  commandChannelSchema,
]);
export type Channel = z.infer<typeof channelSchema>;
export type ChannelOf<K extends ChannelKind> = Extract<Channel, { kind: K }>;

/** Channels that need somebody to go to; the others are a place themselves. */
export const personalChannels = ["email", "sms", "zalo", "telegram", "gsm"] as const satisfies ChannelKind[];

/** Why a notification did not get out: a closed list, worded in `words/delivery.ts`. */
export const deliveryReasons = [
  // nobody there
  "refused",
  "timeout",
  "unreachable",
  "dns_failure",
  "tls_failure",
  // somebody there, who said no
  "credentials",
  "rejected",
  "recipient",
  "limited",
  "server_fault",
  "malformed_answer",
  // of our own side
  "not_allowed",
  "misconfigured",
  "modem_fault",
  "program_failed",
  "cancelled",
] as const;
export const deliveryReasonSchema = z.enum(deliveryReasons);
export type DeliveryReason = (typeof deliveryReasons)[number];
