import { Document, visit } from "yaml";
import { escaped, obeyed } from "./json.ts";

/** Data as YAML 1.2. Texts with characters a terminal would obey are quoted, since only there they can be escaped. */
export function renderYaml(data: unknown): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === "string" && scalar.value.search(obeyed) !== -1)
        scalar.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString().replace(obeyed, escaped);
}
