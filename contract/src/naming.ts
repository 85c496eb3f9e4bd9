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
