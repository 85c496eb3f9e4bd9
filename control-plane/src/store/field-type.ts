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

/** What InfluxDB says when it refuses a field for its type, in our words; undefined when it says something else. */
export function conflictSaid(said: string): HaidangError | undefined {
  const found =
    /field type conflict: input field "(.*)" on measurement "(.*)" is type (\w+), already exists as type (\w+)/s.exec(
      said,
    );
  if (found === null) return undefined;
  const [, field = "", measurement = "", given = "", known = ""] = found;
  return fieldTypeConflict({ measurement, field, given, known });
}
