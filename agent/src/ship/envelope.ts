import { z } from "zod";

/** The control plane answers `{data, meta}`; what is bare is taken as the data itself. */
export function dataOf(body: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // not JSON is nothing any schema takes, so the caller says what it expected
    return undefined;
  }
  const envelope = z.object({ data: z.unknown() }).safeParse(value);
  return envelope.success && envelope.data.data !== undefined ? envelope.data.data : value;
}
