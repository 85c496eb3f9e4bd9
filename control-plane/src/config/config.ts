import { isIP } from "node:net";
import { HaidangError } from "@haidang/contract/error.ts";
import { addressSchema } from "@haidang/contract/object.ts";
import { z } from "zod";
import {
  type ProviderSettings,
  providerFaults,
  providerSettings,
  providerVariables,
} from "./sign-in-provider.ts";
import { parseStoreAddress, type StoreAddress, type StoreCredentials, storeForms } from "./store-address.ts";

const storeSchema = z.string().transform((text, context) => {
  const address = parseStoreAddress(text);
  if (address !== undefined) return address;
  context.addIssue({ code: "custom", message: storeForms });
  return z.NEVER;
});

const listenSchema = z.string().transform((text, context) => {
  const match = /^(.+):(\d{1,5})(?!\n)$/.exec(text);
  const port = Number(match?.[2]);
  const host = match?.[1]?.replace(/^\[(.*)\]$/, "$1");
  if (host === undefined || port > 65_535) {
    context.addIssue({ code: "custom", message: "must be HOST:PORT, e.g. 127.0.0.1:8700" });
    return z.NEVER;
  }
  return { host, port };
});

const loopback = ["127.0.0.1", "::1", "localhost"];

const wordsSchema = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ""));

const proxiesSchema = wordsSchema.refine((list) => list.every((address) => isIP(address) !== 0), {
  error: "must be IP addresses of proxies, with commas",
});

const namesSchema = wordsSchema.refine(
  (list) => list.every((name) => addressSchema.safeParse(name).success),
  {
    error: "must be host names or IP addresses, with commas",
  },
);

const daysSchema = z.coerce.number({ error: "must be a number of days" }).int().min(1).max(4000);

const urlSchema = z
  .url({ protocol: /^https?$/, error: "must be a URL that begins with https:// or http://" })
  .transform((url) => url.replace(/\/+$/, ""));

/** Agents take plain HTTP from nowhere but their own machine. */
const addressesSchema = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ""))
  .pipe(
    z
      .array(
        z
          .url({
            protocol: /^https$/,
            error: (issue) =>
              `has ${JSON.stringify(issue.input)}, which is not an address like https://noc.example.vn`,
          })
          .transform((url) => url.replace(/\/+$/, "")),
      )
      .max(8, "may have eight addresses"),
  );

const environmentSchema = z
  .object({
    HAIDANG_DATA: z.string().min(1).default("data"),
    HAIDANG_LISTEN: listenSchema.prefault("127.0.0.1:8700"),
    HAIDANG_STORE: storeSchema.prefault("embedded"),
    HAIDANG_STORE_USER: z.string().optional(),
    HAIDANG_STORE_PASSWORD: z.string().optional(),
    HAIDANG_RETENTION_DAYS: daysSchema.optional(),
    HAIDANG_RETENTION_5M_DAYS: daysSchema.default(396),
    HAIDANG_RETENTION_1H_DAYS: daysSchema.default(1827),
    HAIDANG_STORE_TOKEN: z.string().optional(),
    HAIDANG_TLS_CERT: z.string().min(1).optional(),
    HAIDANG_TLS_KEY: z.string().min(1).optional(),
    HAIDANG_TLS_NAMES: namesSchema.prefault(""),
    HAIDANG_TRUSTED_PROXIES: proxiesSchema.prefault(""),
    HAIDANG_PUBLIC_URL: urlSchema.optional(),
    HAIDANG_AGENT_URLS: addressesSchema.prefault(""),
    ...providerVariables,
    HAIDANG_EGRESS_ALLOW: z.string().optional(),
    HAIDANG_DEADMAN_URL: urlSchema.optional(),
    HAIDANG_DEADMAN_EVERY_S: z.coerce
      .number({ error: "must be a number of seconds" })
      .int()
      .min(1)
      .max(3600)
      .default(60),
  })
  .refine(
    ({ HAIDANG_TLS_CERT: cert, HAIDANG_TLS_KEY: key }) => (cert === undefined) === (key === undefined),
    {
      path: ["HAIDANG_TLS_CERT"],
      error: "and HAIDANG_TLS_KEY belong together",
    },
  )
  .superRefine((data, context) => {
    for (const fault of providerFaults(data)) context.addIssue({ code: "custom", ...fault });
  });

/**
 * Days of raw samples where nothing else is said. Embedded: a month and the days in which its report may still be
 * disputed, which is 16 GB at 70,000 series every 30 s; what is older is in the roll-ups. Servers of
 * other makes keep what they were asked to keep so far.
 */
const rawDays = { embedded: 35, influxdb1: 90, influxdb2: 90, victoriametrics: 90 } as const;

/** A certificate of our own for these names besides the machine's, or the one in two files. */
export type TlsSettings = { names: string[] } | { certPath: string; keyPath: string };

export interface Config {
  dataFolder: string;
  listen: { host: string; port: number };
  /** Undefined on loopback, where nothing else is asked for: plain HTTP. */
  tls: TlsSettings | undefined;
  /** Addresses whose X-Forwarded-For, -Host and -Proto are believed. */
  trustedProxies: string[];
  store: StoreAddress & StoreCredentials;
  retentionDays: number;
  /** Of roll-ups, where the store keeps any: 13 months of 5 minutes and 5 years of hours unless said otherwise. */
  rollupDays: { fiveMinutes: number; hour: number };
  /** Where people reach the page: links of messages begin with it. */
  publicUrl: string | undefined;
  /** Where agents reach the control plane, the preferred one first; none for where each enrolled. */
  agentAddresses: string[];
  /** Names, addresses and networks within that channels may reach, as written. */
  egressAllow: string | undefined;
  /** The OpenID provider people may sign in by. */
  signInProvider: ProviderSettings | undefined;
  /** The outside watcher that is told that all is well. */
  deadman: { url: string; everyMs: number } | undefined;
}

/** Reads the environment, naming every fault at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new HaidangError("usage", `the environment is not usable: ${faults.join("; ")}`, {
      hint: "mend the named variables, or unset them to use the defaults",
    });
  }
  const { data } = parsed;
  return {
    dataFolder: data.HAIDANG_DATA,
    listen: data.HAIDANG_LISTEN,
    tls: tlsSettings(data),
    trustedProxies: data.HAIDANG_TRUSTED_PROXIES,
    store: {
      ...data.HAIDANG_STORE,
      username: data.HAIDANG_STORE_USER,
      password: data.HAIDANG_STORE_PASSWORD,
      token: data.HAIDANG_STORE_TOKEN,
    },
    retentionDays: data.HAIDANG_RETENTION_DAYS ?? rawDays[data.HAIDANG_STORE.engine],
    rollupDays: { fiveMinutes: data.HAIDANG_RETENTION_5M_DAYS, hour: data.HAIDANG_RETENTION_1H_DAYS },
    publicUrl: data.HAIDANG_PUBLIC_URL,
    agentAddresses: data.HAIDANG_AGENT_URLS,
    signInProvider: providerSettings(data),
    egressAllow: data.HAIDANG_EGRESS_ALLOW,
    deadman:
      data.HAIDANG_DEADMAN_URL === undefined
        ? undefined
        : { url: data.HAIDANG_DEADMAN_URL, everyMs: data.HAIDANG_DEADMAN_EVERY_S * 1000 },
  };
}

function tlsSettings(data: z.output<typeof environmentSchema>): TlsSettings | undefined {
  const { HAIDANG_TLS_CERT: certPath, HAIDANG_TLS_KEY: keyPath } = data;
  if (certPath !== undefined && keyPath !== undefined) return { certPath, keyPath };
  return loopback.includes(data.HAIDANG_LISTEN.host) ? undefined : { names: data.HAIDANG_TLS_NAMES };
}
