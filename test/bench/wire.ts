import { packPoints } from "@haidang/agent/spool/pack.ts";
import { decodeHistogram } from "@haidang/contract/histogram.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import type { Row } from "./row.ts";
import { interfaceRounds, linkRound } from "./wire-points.ts";

const startMs = 1_800_000_000_000;

/**
 * Bytes of what the shipper sends for each value measured. A value is a number, or one occupied bucket of a histogram;
 * texts are sent too, and not counted.
 */
export function wireRows(): Row[] {
  const rounds = interfaceRounds(11, { devices: 20, ports: 28, startMs }).slice(1);
  const bar = 3.0;
  return [
    row("one round of 20 devices x 28 ports", rounds[0] ?? [], bar),
    row("one window of 345 links", linkRound(345, startMs), bar),
    row("ten rounds of 20 devices x 28 ports", rounds.flat(), bar),
    row(
      "one device x 28 ports in a batch of its own",
      interfaceRounds(2, { devices: 1, ports: 28, startMs })[1] ?? [],
    ),
  ];
}

function row(what: string, points: readonly Point[], bar?: number): Row {
  const bytes = packPoints(points).packed.reduce((sum, { body }) => sum + body.length, 0);
  const numbers = points
    .flatMap(({ fields }) => Object.values(fields))
    .filter((value) => typeof value === "number");
  const buckets = points.reduce((sum, { fields }) => sum + bucketsOf(fields["rttHistogram"]), 0);
  return {
    work: `bytes per value on the wire, ${what}`,
    ours: bytes / (numbers.length + buckets),
    digits: 2,
    unit: "bytes",
    ...(bar === undefined ? {} : { bar }),
    ...(buckets === 0
      ? {}
      : {
          note: `${buckets} of the values are buckets; ${(bytes / numbers.length).toFixed(2)} bytes for each plain number`,
        }),
  };
}

function bucketsOf(histogram: FieldValue | undefined): number {
  return typeof histogram === "string" ? (decodeHistogram(histogram)?.size ?? 0) : 0;
}
