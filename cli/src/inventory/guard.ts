import { HaidangError } from "@haidang/contract/error.ts";
import { muchRemovedPct } from "@haidang/contract/inventory-api.ts";
import { Flags } from "@oclif/core";
import { z } from "zod";
import { language } from "../language.ts";
import { help } from "../words/help.ts";
import { say } from "../words/words.ts";

/** Flags of what changes the whole inventory. */
export const guardFlags = {
  "if-revision": Flags.integer({ summary: help("flag.if-revision"), helpValue: "<revision>", min: 0 }),
  yes: Flags.boolean({ summary: help("flag.removeYes") }),
};

export function guardOf(flags: { "if-revision"?: number | undefined; yes: boolean }): {
  ifRevision?: number;
  mostRemovedPct?: number;
} {
  const ifRevision = flags["if-revision"];
  return {
    ...(ifRevision === undefined ? {} : { ifRevision }),
    ...(flags.yes ? {} : { mostRemovedPct: muchRemovedPct }),
  };
}

const detailsSchema = z.discriminatedUnion("rule", [
  z.object({ rule: z.literal("inventory_stale"), inForce: z.int() }),
  z.object({ rule: z.literal("inventory_removes_much"), removed: z.int(), total: z.int() }),
]);

/** Refusals of the guard in the reader's language, with what to type; `command` is what was typed. */
export async function guarded<T>(command: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const details = cause instanceof HaidangError ? detailsSchema.safeParse(cause.details).data : undefined;
    if (details === undefined) throw cause;
    const { rule, ...values } = details;
    const key = rule === "inventory_stale" ? "inventory.stale" : "inventory.removesMuch";
    throw new HaidangError("conflict", say(language, key, { ...values, most: muchRemovedPct }), {
      hint: say(language, `${key}Hint`, { command }),
      details,
      cause,
    });
  }
}
