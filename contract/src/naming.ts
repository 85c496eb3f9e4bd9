import { z } from "zod";
import { deviceText, normalizeText } from "./text.ts";

/** Names one object within its kind, in files, URLs and commands. */
export const idSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?(?!\n)$/, {
  error: "an id is 1 to 63 of a-z, 0-9, dot, dash or underscore, starting and ending with a letter or digit",
});
/** A name as people write it: NFC, one line. */
export const nameSchema = z
  .string()
  .transform(normalizeText)
  .pipe(
    z
      .string()
      .min(1, { error: "a name cannot be empty" })
      .max(120, { error: "a name is at most 120 characters" })
      .refine((name) => deviceText(name) === name, {
        error: "a name is one line of text, without control characters or text-direction marks",
      }),
  );

/** Levels of the tree of offices, old and new. */
export const unitKinds = [
  "province",
  "department",
  "district",
  "commune",
  "centre",
  "office",
  "other",
] as const;

/** What is watched. */
export const objectKinds = [
  "unit",
  "site",
  "link",
  "device",
  "service",
  "video",
  "rack",
  "heartbeat",
] as const;

/** What an inventory lists besides objects. */
export const settingKinds = [
  "calendar",
  "contact",
  "roster",
  "channel",
  "route",
  "succession",
  "threshold",
  "contract",
  "report",
] as const;

/** An IPv4 or IPv6 address, or a host name: never an option or a shell word. */
export const addressSchema = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?(?!\n)$|^::1?(?!\n)$/, {
    error: "an address is an IPv4 or IPv6 address or a host name, e.g. 10.20.30.1",
  });
