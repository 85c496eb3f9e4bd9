/**
 * `npm run faults` asks for the full size of a reliability test; `npm test` has the small one, which holds the same to the
 * same figures.
 */
export const isLarge = process.env["HAIDANG_FAULTS"] === "large";

export function sized<T>(small: T, large: T): T {
  return isLarge ? large : small;
}
