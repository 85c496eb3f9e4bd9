import { HaidangError } from "@haidang/contract/error.ts";

/** A field that is kept as a number cannot become a text, in any driver: `lines_invalid`, naming the field. */
export function fieldTypeConflict(conflict: {
  measurement: string;
  field: string;
  given: string;
  known: string;
}): HaidangError {
  const { measurement, field, given, known } = conflict;
  return new HaidangError(
    "lines_invalid",
    `field ${JSON.stringify(field)} of ${JSON.stringify(measurement)} is a ${given} here, but is kept as a ${known}`,
    { hint: "Send the field in its type, or under another name.", details: conflict },
  );
}
