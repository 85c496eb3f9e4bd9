import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNames } from "./names.ts";

function names() {
  const known: string[] = [];
  return createNames({
    idOf: (name) => (known.includes(name) ? known.indexOf(name) : known.push(name) - 1),
    nameOf: (id) => known[id],
  });
}

const tricky = fc.string({ unit: fc.constantFrom(..."_x5ft01z", "é", "🗼", " ", '"'), minLength: 1 });
const any = fc.oneof(tricky, fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }));

describe("names for VictoriaMetrics", () => {
  it("leaves the contract's names as they are", () => {
    expect(names().metric("icmp", "rttP50Ms")).toBe("icmp_rttP50Ms");
    expect(names().label("agent")).toBe("agent");
  });
  it("tells a_b + c from a + b_c", () => {
    expect(names().metric("a_b", "c")).not.toBe(names().metric("a", "b_c"));
  });
  it("gives every pair of names back, in Prometheus' own letters", () => {
    fc.assert(
      fc.property(any, any, (measurement, field) => {
        const some = names();
        const metric = some.metric(measurement, field);
        expect(metric).toMatch(/^[A-Za-z0-9_]{1,500}$/);
        expect(some.parse(metric)).toEqual({ measurement, field });
      }),
      { numRuns: 2000 },
    );
  });
  it("gives every tag's name back, and none that means something to the server", () => {
    fc.assert(
      fc.property(fc.oneof(any, fc.constantFrom("__name__", "or", "9", "_", "__", "_x5f_")), (tag) => {
        const some = names();
        expect(some.label(tag)).toMatch(/^(?!__name__$)(?!or$)[A-Za-z_][A-Za-z0-9_]{0,255}$/);
        expect(some.tag(some.label(tag))).toBe(tag);
      }),
      { numRuns: 2000 },
    );
  });
});
