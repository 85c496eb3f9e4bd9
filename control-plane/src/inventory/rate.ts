const units = [
  ["G", 1e9],
  ["M", 1e6],
  ["k", 1e3],
] as const;

/** A rate in bit/s as inventories write it, e.g. `200M`. */
export function rateText(bitsPerS: unknown): string {
  if (typeof bitsPerS !== "number") return String(bitsPerS);
  const unit = units.find(([, size]) => bitsPerS % size === 0);
  return unit === undefined ? String(bitsPerS) : `${bitsPerS / unit[1]}${unit[0]}`;
}
