import { z } from "zod";
import { addressSchema } from "./naming.ts";

export const httpTargetSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: "a URL starts with http:// or https://" }).max(2000),
  /** Statuses that count as an answer; without it 200-399 do. */
  expectStatus: z.array(z.int().min(100).max(599)).min(1).optional(),
  /** Plain text the body has to contain within its first 64 KiB. */
  expectBody: z.string().min(1).max(500).optional(),
});

/** A domain name, underscores allowed (`_sip._udp.example.vn`), or an IP address to find the name of. */
const dnsNameSchema = z.string().regex(/^[A-Za-z0-9_](?:[A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?\.?(?!\n)$/, {
  error: "a domain name is written like www.example.vn",
});

export const dnsTypes = ["A", "AAAA", "CNAME", "MX", "TXT", "NS", "PTR", "SOA"] as const;

export const dnsTargetSchema = z.strictObject({
  /** The name server asked. */
  address: addressSchema,
  port: z.int().min(1).max(65535).default(53),
  name: dnsNameSchema,
  type: z.enum(dnsTypes).default("A"),
  /** Each of these has to be among the answers, e.g. an address, or `10 mail.example.vn` for MX. */
  expect: z.array(z.string().min(1).max(255)).min(1).max(32).optional(),
});

export const tcpTargetSchema = z.strictObject({
  address: addressSchema,
  port: z.int().min(1).max(65535),
});

export const tlsTargetSchema = z.strictObject({
  address: addressSchema,
  port: z.int().min(1).max(65535).default(443),
  /** Name asked for (SNI) and looked for in the certificate; without it the address. */
  serverName: addressSchema.optional(),
  /** Fewer days left than this is degraded; judged by the control plane. */
  minDays: z.int().min(0).max(365).default(14),
});
