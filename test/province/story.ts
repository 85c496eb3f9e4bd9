import type { Wish } from "./event.ts";

/** Ten minutes of a bad day, each wish so many seconds after the first. */
export const story: readonly (Wish & { atS: number })[] = [
  { atS: 0, verb: "cut", names: ["ubnd-ba-che-1"] },
  { atS: 60, verb: "power", names: ["ubnd-co-to"] },
  { atS: 120, verb: "flap", names: ["ubnd-tien-yen-1"] },
  { atS: 150, verb: "hot-rack", names: ["a12"] },
  { atS: 180, verb: "restore", names: ["ubnd-ba-che-1"] },
  { atS: 240, verb: "feed-lost", names: ["b"] },
  { atS: 270, verb: "restore", names: ["ubnd-co-to"] },
  { atS: 330, verb: "storm", names: ["Vân Đồn", "Cô Tô", "Hải Hà"] },
  { atS: 420, verb: "restore", names: ["b"] },
  { atS: 450, verb: "restore", names: ["a12"] },
  { atS: 540, verb: "restore", names: ["all"] },
  { atS: 600, verb: "list", names: [] },
];
