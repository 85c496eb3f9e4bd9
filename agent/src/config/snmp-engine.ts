import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writePrivate } from "./folder.ts";

const engineSchema = z.strictObject({
  /** snmpEngineID in hexadecimal. */
  engineId: z.string().regex(/^(?:[0-9a-f]{2}){5,32}$/),
  boots: z.int().min(0),
});

/** snmpEngineBoots ends there (RFC 3414 section 2.3). */
const maxBoots = 2_147_483_646;

/**
 * Which SNMP engine this agent is and how often it started, this time included. Both are kept together: with a boots
 * counter begun anew under an old id, devices would take our answers for replayed ones.
 */
export function startEngine(folder: string): { id: Buffer; boots: number } {
  const path = join(folder, "snmp-engine.json");
  const kept = readJson(path);
  const known =
    kept === undefined || kept === "damaged" ? undefined : engineSchema.safeParse(kept.value).data;
  const before = known === undefined || known.boots >= maxBoots ? newEngine() : known;
  const engine = { ...before, boots: before.boots + 1 };
  writePrivate(path, `${JSON.stringify(engine)}\n`);
  return { id: Buffer.from(engine.engineId, "hex"), boots: engine.boots };
}

/** RFC 3411 SnmpEngineID, format 5 (octets), under no enterprise's number. */
function newEngine(): z.infer<typeof engineSchema> {
  return { engineId: `8000000005${randomBytes(12).toString("hex")}`, boots: 0 };
}
