import { SnmpFault, type SnmpSession } from "./session.ts";
import { compareOids, indexBelow, type SnmpValue, type Varbind } from "./value.ts";

const maxRepetitions = 25;

/**
 * Everything below an OID, in order, as it comes. Ends at the end of the subtree, or when the device does not go
 * forward. Rejects with SnmpFault.
 */
export async function* walkSubtree(session: SnmpSession, root: string): AsyncGenerator<Varbind> {
  let last = root;
  let repetitions = maxRepetitions;
  for (;;) {
    const answer = await nextVarbinds(session, last, repetitions);
    if (answer === "tooBig") {
      repetitions = Math.floor(repetitions / 2);
      continue;
    }
    if (answer.length === 0) return;
    for (const varbind of answer) {
      const inside = indexBelow(root, varbind.oid) !== undefined;
      if (!inside || varbind.value === undefined || compareOids(varbind.oid, last) <= 0) return;
      last = varbind.oid;
      yield varbind;
    }
  }
}

async function nextVarbinds(
  session: SnmpSession,
  oid: string,
  repetitions: number,
): Promise<Varbind[] | "tooBig"> {
  try {
    if (session.version === "1") return await session.getNext([oid]);
    const { repeated } = await session.getBulk([oid], { nonRepeaters: 0, maxRepetitions: repetitions });
    return repeated[0] ?? [];
  } catch (error) {
    if (!(error instanceof SnmpFault)) throw error;
    // Version 1 says so at the end of the MIB.
    if (error.status === "noSuchName") return [];
    if (error.status === "tooBig" && repetitions > 1) return "tooBig";
    throw error;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** A value for people: text where it is printable text, else bytes in hexadecimal (`0x0a1b`), numbers in digits. */
export function plainValue(value: SnmpValue): string {
  if (!(value instanceof Uint8Array)) return value === undefined ? "" : String(value);
  const bytes = value.subarray(0, 4096);
  try {
    const text = strictUtf8.decode(bytes);
    if (/^[^\p{Cc}\p{Cs}\p{Co}\p{Cn}]*$/u.test(text.replace(/[\r\n\t]/g, " ").replace(/\0$/, "")))
      return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return `0x${Buffer.from(bytes).toString("hex")}`;
}
