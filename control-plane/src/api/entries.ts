import { HaidangError } from "@haidang/contract/error.ts";
import {
  entryGuardSchema,
  inventoryChangeSchema,
  inventoryEntrySchema,
} from "@haidang/contract/inventory-api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { entriesOf, locatedValue, shownForm, withKept, writtenForm } from "../inventory/entry.ts";
import { type EntryKind, entryId, entryKinds, entryLists } from "../inventory/reference.ts";
import { readEntries } from "./inventory.ts";
import { putInForce } from "./put-in-force.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

const url = "/api/v1/inventory/entries/:list/:id";

/** One entry of the inventory at a time, by the same rules as files. */
export function entryRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url,
      summary: "One entry of the inventory as it is written, secrets not shown.",
      access: "admin",
      response: inventoryEntrySchema,
      handle({ params }) {
        const { kind, id } = named(params);
        return shownForm(entryAt(app, kind, id) ?? missing(kind, id));
      },
    }),
    route({
      method: "PUT",
      url,
      summary: "Adds or replaces one entry of the inventory.",
      access: "admin",
      query: entryGuardSchema,
      body: inventoryEntrySchema,
      response: inventoryChangeSchema,
      handle({ params, query, body, nowMs, actor }) {
        const { kind, id } = named(params);
        if (kind !== "succession" && body["id"] !== undefined && body["id"] !== id) {
          throw new HaidangError(
            "body_invalid",
            `the entry is ${JSON.stringify(body["id"]).slice(0, 80)}, the address says ${id}`,
            {
              hint: "leave its id out or write the same one; to give it another, add the new entry and remove the old",
            },
          );
        }
        const entries = entriesOf(app.deployment.inventory());
        const was = entryAt(app, kind, id);
        const sent = kind === "succession" ? body : { id, ...body };
        const list = entryLists[kind];
        const at = app.deployment.inventory()[list].findIndex((item) => entryId(item) === id);
        const index = at < 0 ? entries[kind].length : at;
        const place = { file: `${list}/${id}`, line: null, column: null };
        const value = writtenForm(withKept(sent, was));
        entries[kind][index] = { located: locatedValue(value, place), path: `${list}[${index}]` };
        const action = was === undefined ? "inventory.add" : "inventory.change";
        return putInForce(app, readEntries(app, entries), { actor, nowMs, action }, query);
      },
    }),
    route({
      method: "DELETE",
      url,
      summary: "Removes one entry of the inventory; refused while others name it.",
      access: "admin",
      query: entryGuardSchema,
      response: inventoryChangeSchema,
      handle({ params, query, nowMs, actor }) {
        const { kind, id } = named(params);
        if (entryAt(app, kind, id) === undefined) missing(kind, id);
        const entries = entriesOf(app.deployment.inventory());
        const at = app.deployment.inventory()[entryLists[kind]].findIndex((item) => entryId(item) === id);
        entries[kind].splice(at, 1);
        return putInForce(
          app,
          readEntries(app, entries),
          { actor, nowMs, action: "inventory.remove" },
          query,
        );
      },
    }),
  ];
}

function named(params: Readonly<Record<string, string>>): { kind: EntryKind; id: string } {
  const { list = "", id = "" } = params;
  const kind = entryKinds.find((one) => entryLists[one] === list);
  if (kind !== undefined) return { kind, id };
  throw new HaidangError("not_found", `an inventory has no list ${deviceText(list, 60)}`, {
    hint: `its lists are ${Object.values(entryLists).join(", ")}`,
  });
}

function entryAt(app: Services, kind: EntryKind, id: string): object | undefined {
  const list: readonly Parameters<typeof entryId>[0][] = app.deployment.inventory()[entryLists[kind]];
  return list.find((item) => entryId(item) === id);
}

function missing(kind: EntryKind, id: string): never {
  throw new HaidangError("not_found", `the inventory has no ${kind} ${deviceText(id, 80)}`, {
    hint: `look at the list ${entryLists[kind]}`,
  });
}
