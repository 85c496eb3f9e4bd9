import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AskSize, searchPathMtu } from "./path-mtu.ts";

interface Line {
  mtu: number;
  /** What comes with a packet that is too large; nothing in a black hole. */
  hint?: number;
  /** Loss of a single packet, 0..1, by a sequence of chances. */
  lost?: () => boolean;
}

function ask({ mtu, hint, lost = () => false }: Line): { ask: AskSize; sizes: number[] } {
  const sizes: number[] = [];
  return {
    sizes,
    ask: async (bytes, tries) => {
      sizes.push(bytes);
      if (bytes > mtu) return { passed: false, ...(hint === undefined ? {} : { atMost: hint }) };
      return { passed: Array.from({ length: tries }, lost).some((isLost) => !isLost) };
    },
  };
}

describe("searchPathMtu", () => {
  it("asks once where everything passes", async () => {
    const line = ask({ mtu: 1500 });
    expect(await searchPathMtu(line.ask)).toEqual({ bytes: 1500 });
    expect(line.sizes).toEqual([1500]);
  });

  it("finds a black hole of any width", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 1499 }), async (mtu) => {
        expect(await searchPathMtu(ask({ mtu }).ask)).toMatchObject({ bytes: mtu });
      }),
    );
  });

  it("takes a hint as the place to look, which makes it quick", async () => {
    const line = ask({ mtu: 1436, hint: 1436 });
    expect(await searchPathMtu(line.ask)).toMatchObject({ bytes: 1436 });
    expect(line.sizes).toEqual([1500, 100, 1436, 1437]);
  });

  it("believes no hint that packets belie", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 1499 }), fc.integer(), async (mtu, hint) => {
        expect(await searchPathMtu(ask({ mtu, hint }).ask)).toMatchObject({ bytes: mtu });
      }),
    );
  });

  it("says nothing where not even small packets are answered", async () => {
    expect(await searchPathMtu(ask({ mtu: 0 }).ask)).toEqual({});
  });

  it("does not take the loss of a third of all packets for a narrow path", async () => {
    let seed = 7;
    const chance = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let wrong = 0;
    for (let run = 0; run < 500; run += 1) {
      const found = await searchPathMtu(ask({ mtu: 1500, lost: () => chance() < 0.33 }).ask);
      if (!("bytes" in found) || (found.bytes ?? 0) < 1300) wrong += 1;
    }
    expect(wrong).toBeLessThanOrEqual(5);
  });

  it("hands on why ping cannot run", async () => {
    const fault = { reason: "tool_missing" as const, detail: "ping is not installed" };
    expect(await searchPathMtu(async () => ({ fault }))).toEqual({ fault });
  });
});
