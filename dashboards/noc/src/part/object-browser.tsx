import { uptimeSchema } from "@haidang/contract/api.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { linkRowSchema, serviceRowSchema, videoRowSchema } from "@haidang/contract/row.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { byName, rankOf } from "@haidang/contract/trouble.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import type { LatencyWindow } from "../live.ts";
import type { PageKind } from "../route.ts";
import { live, nowMs } from "../stream.ts";
import { isMeant, usedKinds } from "../well.ts";
import { t } from "../words/words.ts";
import { Failure } from "./failure.tsx";
import { useHold } from "./hold.ts";
import { Icon } from "./icon.tsx";
import { Loading } from "./loading.tsx";
import { extraOf, ObjectTable, type RowExtra, type SortColumn } from "./object-table.tsx";
import { Segment } from "./segment.tsx";

const dayMs = 86_400_000;
/** In the order of the figures above. */
const tabs: readonly PageKind[] = ["link", "unit", "device", "service", "video", "heartbeat"];

/** Every object, a kind at a time, found by what is typed. */
export function ObjectBrowser() {
  const { objects, agents } = live.value;
  const [kind, setKind] = useState<PageKind>("link");
  const [typed, setTyped] = useState("");
  const [sort, setSort] = useState<SortColumn>("state");
  const { extra, uptime } = useExtra(kind);
  const ofKind = [...objects.values()].filter((object) => object.kind === kind);
  const meant = typed.trim() === "" ? ofKind : ofKind.filter((object) => isMeant(object, typed));
  const wanted = [...meant].sort(orderBy(sort, extra)).map(objectKey);
  const { order, pending, around, letGo } = useHold(wanted, `${kind} ${sort} ${typed}`);
  const rows = order.flatMap((key) => objects.get(key) ?? []);
  return (
    <section class="card browser" aria-labelledby="browser-title">
      <header>
        <h2 id="browser-title" class="vh">
          {t("table.title")}
        </h2>
        <Segment
          label={t("table.title")}
          value={kind}
          onChoose={setKind}
          choices={usedKinds(tabs, objects.values()).map((value) => ({ value, text: t(`tab.${value}`) }))}
        />
        <Filter typed={typed} onType={setTyped} />
        <span class="t2 num found" role="status">
          {typed.trim() !== "" && t("table.found", { found: meant.length, total: ofKind.length })}
        </span>
        {pending > 0 && (
          <button type="button" class="btn small" onClick={letGo}>
            {t("trouble.new", { count: pending })}
          </button>
        )}
      </header>
      <Failure of={uptime} what={t("column.uptime")} />
      {agents === null && <Loading />}
      {agents !== null && rows.length === 0 && (
        <p class="quiet">
          {ofKind.length === 0
            ? t("table.noneOfKind")
            : t("table.noneFound", { typed: deviceText(typed, 60) })}
        </p>
      )}
      {rows.length > 0 && (
        <div {...around}>
          <ObjectTable kind={kind} objects={rows} extra={extra} sort={sort} onSort={setSort} />
        </div>
      )}
    </section>
  );
}

function Filter({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  return (
    <label class="filter" title={t("table.filterHint")}>
      <Icon name="search" />
      <span class="vh">
        {t("table.filter")}. {t("table.filterHint")}
      </span>
      <input
        type="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={100}
        placeholder={t("table.filter")}
        value={typed}
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </label>
  );
}

function orderBy(sort: SortColumn, extra: ReadonlyMap<ObjectKey, RowExtra>) {
  const share = (object: ObjectStatus) => extra.get(objectKey(object))?.uptime?.availabilityPct ?? 101;
  return (a: ObjectStatus, b: ObjectStatus): number => {
    if (sort === "state") return rankOf(a.class) - rankOf(b.class) || byName(a, b);
    if (sort === "uptime") return share(a) - share(b) || byName(a, b);
    return byName(a, b);
  };
}

interface LastMeasured {
  window?: Pick<LatencyWindow, "rttP50Ms" | "lossPct"> | undefined;
  answer?: { totalMs?: number | undefined; statusCode?: number | undefined };
}

/** What rows show beside the status: the stream's last window, before that the list's own, and availability. */
function useExtra(kind: PageKind) {
  const measured = useFetched(
    `measured ${kind}`,
    () => lastMeasured(kind),
    kind === "service" ? 30_000 : 300_000,
  );
  const uptime = useFetched(`uptime ${kind}`, () => dayUptime(kind), 300_000);
  const { objects, latency } = live.value;
  const extra = new Map<ObjectKey, RowExtra>();
  for (const [key, object] of objects) {
    if (object.kind !== kind) continue;
    const last = measured.data?.get(object.id);
    extra.set(key, extraOf(latency.get(key) ?? last?.window, uptime.data?.get(object.id), last?.answer));
  }
  return { extra, uptime };
}

async function lastMeasured(kind: PageKind): Promise<Map<string, LastMeasured>> {
  if (kind === "link") {
    const { data } = await get("/links", z.array(linkRowSchema));
    return new Map(data.map(({ id, latency }) => [id, { window: latency }]));
  }
  if (kind === "video") {
    const { data } = await get("/video", z.array(videoRowSchema));
    return new Map(data.map(({ id, latency }) => [id, { window: latency }]));
  }
  if (kind === "service") {
    const { data } = await get("/services", z.array(serviceRowSchema));
    return new Map(data.map(({ id, totalMs, statusCode }) => [id, { answer: { totalMs, statusCode } }]));
  }
  return new Map();
}

async function dayUptime(kind: PageKind) {
  const toMs = nowMs.peek() ?? Date.now();
  const from = new Date(toMs - dayMs).toISOString();
  const { data } = await get("/uptime", uptimeSchema, { kind, from, to: new Date(toMs).toISOString() });
  return new Map(data.map((row) => [row.id, row]));
}
