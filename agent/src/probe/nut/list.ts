/** What upsd said so far to `LIST VAR`: the variables, its error word, or that more has to come. */
export type Listing =
  | { variables: Map<string, string> }
  | { refusal: string }
  | { fault: string }
  | { incomplete: true };

const mostVariables = 2000;

/** Reads the answer to `LIST VAR <ups>` (RFC 9271 section 4.2.7), as far as it came. */
export function readListing(text: string, ups: string): Listing {
  const variables = new Map<string, string>();
  const lines = text.split("\n");
  // what stands behind the last line end is a line that has not ended
  lines.pop();
  for (const [index, written] of lines.entries()) {
    const line = written.replace(/\r$/, "");
    if (line.startsWith("ERR ")) return { refusal: line };
    if (index === 0) {
      if (line !== `BEGIN LIST VAR ${ups}`) return { fault: line };
      continue;
    }
    if (line === `END LIST VAR ${ups}`) return { variables };
    const read = readVariable(line, ups);
    if (read === undefined || variables.size >= mostVariables) return { fault: line };
    variables.set(read.name, read.value);
  }
  return { incomplete: true };
}

/** `VAR <ups> <name> "<value>"`, where a backslash stands before a quote or another backslash. */
function readVariable(line: string, ups: string): { name: string; value: string } | undefined {
  const prefix = `VAR ${ups} `;
  if (!line.startsWith(prefix)) return undefined;
  const match = /^([A-Za-z0-9][A-Za-z0-9._-]{0,127}) "((?:[^"\\]|\\.)*)"$/.exec(line.slice(prefix.length));
  const [, name, value] = match ?? [];
  return name === undefined || value === undefined
    ? undefined
    : { name, value: value.replace(/\\(.)/g, "$1") };
}
