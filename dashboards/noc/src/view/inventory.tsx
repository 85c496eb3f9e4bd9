import "../style/report.css";
import "../style/inventory.css";
import { inventoryExportSchema } from "@haidang/contract/inventory-api.ts";
import { deviceText, searchKey } from "@haidang/contract/text.ts";
import { useEffect, useMemo, useState } from "preact/hooks";
import { parse } from "yaml";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, formatNumber } from "../format.ts";
import { Failure } from "../part/failure.tsx";
import { InventoryEntry } from "../part/inventory-entry.tsx";
import { InventoryRevisions } from "../part/inventory-revisions.tsx";
import { Loading } from "../part/loading.tsx";
import { pageTitle } from "../route.ts";
import { language } from "../setting.ts";
import { ti } from "../words/inventory.ts";
import { t } from "../words/words.ts";
import { useKept } from "./kept.ts";

const most = 100;
const everyMs = 60_000;

/** The lists of an inventory with what stands in each, in the order people think of them. */
const lists = [
  ["units", "unit"],
  ["sites", "site"],
  ["links", "link"],
  ["devices", "device"],
  ["services", "service"],
  ["videoPoints", "video"],
  ["racks", "rack"],
  ["heartbeats", "heartbeat"],
  ["contacts", "contact"],
  ["rosters", "roster"],
  ["channels", "channel"],
  ["routes", "route"],
  ["calendars", "calendar"],
  ["thresholds", "threshold"],
  ["contracts", "contract"],
  ["reports", "report"],
  ["successions", "succession"],
] as const;

interface Entry {
  id: string;
  name: string;
}

/** An export as its lists; entries without an id are told by what they join. */
const exportedSchema = z.record(
  z.string(),
  z.array(z.object({ id: z.string(), name: z.string() }).partial().loose()),
);

function entriesOf(files: readonly { text: string }[]): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const { text } of files) {
    const read = exportedSchema.safeParse(parse(text));
    for (const [list, entries] of Object.entries(read.data ?? {})) {
      const named = entries.map(({ id, name, ...rest }) => {
        const own = id ?? `${rest["from"]}>${rest["to"]}@${rest["on"]}`;
        return { id: own, name: name ?? "" };
      });
      found.set(list, [...(found.get(list) ?? []), ...named]);
    }
  }
  return found;
}

/** What is watched, as text: one entry at a time, checked by the same rules as files, with who changed what before. */
export function Inventory() {
  const title = ti("inventory.title");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const fetched = useFetched(
    "inventory",
    async () => (await get("/inventory/export", inventoryExportSchema)).data,
    everyMs,
  );
  const exported = useKept("inventory", fetched.data);
  const entries = useMemo(() => entriesOf(exported?.files ?? []), [exported]);
  const [list, setList] = useState<string>("links");
  const [open, setOpen] = useState<{ list: string; id: string; isNew: boolean } | null>(null);
  return (
    <>
      <h1 class="vh">{title}</h1>
      <Failure of={fetched} what={title} />
      {exported === null && fetched.error === null && <Loading />}
      {exported !== null && (
        <div class="inventory">
          <Entries
            list={list}
            onList={setList}
            entries={entries.get(list) ?? []}
            chosen={open?.list === list ? open.id : undefined}
            onOpen={(id, isNew) => setOpen({ list, id, isNew })}
          />
          {open === null ? (
            <section class="card pad">
              <p class="t2">{ti("inventory.choose")}</p>
            </section>
          ) : (
            <InventoryEntry
              key={`${open.list}/${open.id}`}
              list={open.list}
              id={open.id}
              isNew={open.isNew}
              onChanged={fetched.retry}
              onRemoved={() => {
                setOpen(null);
                fetched.retry();
              }}
            />
          )}
        </div>
      )}
      <InventoryRevisions revision={exported?.revision ?? 0} onReverted={fetched.retry} />
    </>
  );
}

function Entries(props: {
  list: string;
  onList: (list: string) => void;
  entries: readonly Entry[];
  chosen: string | undefined;
  onOpen: (id: string, isNew: boolean) => void;
}) {
  const { list, onList, entries, chosen, onOpen } = props;
  const [typed, setTyped] = useState("");
  const [newId, setNewId] = useState("");
  const key = searchKey(typed.trim());
  const meant = entries.filter(({ id, name }) => searchKey(`${name} ${id}`).includes(key));
  const shown = meant.slice(0, most);
  const count = (value: number) => formatNumber(value, 0, language.value);
  const make = (event: Event) => {
    event.preventDefault();
    onOpen(newId.trim(), true);
    setNewId("");
  };
  return (
    <section class="card entries">
      <header>
        <label>
          <span class="vh">{ti("inventory.list")}</span>
          <select value={list} onChange={(event) => onList(event.currentTarget.value)}>
            {lists.map(([one, kind]) => (
              <option key={one} value={one}>
                {capital(t(`kind.${kind}`))} ({one})
              </option>
            ))}
          </select>
        </label>
        <span class="t2 num">{ti("inventory.entries", { count: count(entries.length) })}</span>
      </header>
      <input
        type="search"
        aria-label={ti("inventory.find")}
        placeholder={ti("inventory.find")}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <ul>
        {shown.map(({ id, name }) => (
          <li key={id}>
            <button type="button" aria-pressed={id === chosen} onClick={() => onOpen(id, false)}>
              <bdi>{deviceText(name === "" ? id : name, 120)}</bdi>
              {name !== "" && <span class="under">{id}</span>}
            </button>
          </li>
        ))}
      </ul>
      {meant.length === 0 && <p class="quiet">{ti("inventory.none")}</p>}
      {meant.length > shown.length && (
        <p class="quiet">{ti("inventory.more", { count: count(meant.length - shown.length) })}</p>
      )}
      <form class="act-line" onSubmit={make}>
        <input
          type="text"
          required
          aria-label={ti("inventory.newId")}
          placeholder={ti("inventory.newId")}
          maxLength={120}
          value={newId}
          onInput={(event) => setNewId(event.currentTarget.value)}
        />
        <button type="submit" class="btn small">
          {ti("inventory.new")}
        </button>
      </form>
    </section>
  );
}
