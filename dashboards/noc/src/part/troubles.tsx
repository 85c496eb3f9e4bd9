import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type Trouble, troubles } from "@haidang/contract/trouble.ts";
import { useState } from "preact/hooks";
import { capital, formatSince } from "../format.ts";
import { objectPath } from "../route.ts";
import { live, nowMs } from "../stream.ts";
import { t } from "../words/words.ts";
import { Elapsed, Since } from "./elapsed.tsx";
import { useHold } from "./hold.ts";
import { Loading } from "./loading.tsx";
import { Said } from "./said.tsx";
import { Glyph, tone, Why } from "./state.tsx";

const firstShown = 30;

/** What is not well, worst first. */
export function Troubles() {
  const { objects, agents } = live.value;
  const [all, setAll] = useState(false);
  const found = new Map(troubles(objects.values()).map((trouble) => [objectKey(trouble.object), trouble]));
  const { order, pending, around, letGo } = useHold([...found.keys()], "troubles");
  const rows = order.flatMap((key) => found.get(key) ?? mended(objects, key));
  const shown = all ? rows : rows.slice(0, firstShown);
  return (
    <section class="card troubles" aria-labelledby="troubles-title" {...around}>
      <header>
        <h2 id="troubles-title">{t("trouble.title")}</h2>
        {pending > 0 ? (
          <button type="button" class="btn small" onClick={letGo}>
            {t("trouble.new", { count: pending })}
          </button>
        ) : (
          <span class="t2 num">{agents !== null && t("trouble.count", { count: found.size })}</span>
        )}
      </header>
      {agents === null && <Loading />}
      {agents !== null && rows.length === 0 && <AllWell />}
      <ol>
        {shown.map((trouble) => (
          <Row key={objectKey(trouble.object)} trouble={trouble} />
        ))}
      </ol>
      {shown.length < rows.length && (
        <button type="button" class="btn wide" onClick={() => setAll(true)}>
          {t("trouble.more", { count: rows.length - shown.length })}
        </button>
      )}
    </section>
  );
}

/** An object that got well while the list was held stays in its place, as it is now. */
function mended(objects: ReadonlyMap<ObjectKey, ObjectStatus>, key: ObjectKey): Trouble[] {
  const object = objects.get(key);
  return object === undefined ? [] : [{ object, follows: [] }];
}

function AllWell() {
  const { objects } = live.value;
  if (objects.size === 0) return <p class="quiet">{t("empty.title")}.</p>;
  const lastMs = Math.max(0, ...[...objects.values()].map(({ sinceMs }) => sinceMs ?? 0));
  return (
    <p class="quiet">
      {t("trouble.none")} {lastMs > 0 && t("trouble.last", { time: formatSince(lastMs, nowMs.value) })}
    </p>
  );
}

function Row({ trouble: { object, follows } }: { trouble: Trouble }) {
  return (
    <li class={`trouble at-${tone[object.class]}`}>
      <p class="line">
        <Glyph of={object.class} />
        <b class={`verdict live ${tone[object.class]}`}>{capital(t(`class.${object.class}`))}</b>
        <span class="lasting live">
          <Elapsed sinceMs={object.sinceMs} />
        </span>
      </p>
      <p class="line what">
        <b>
          <ObjectLink object={object} />
        </b>
        <span class="t2 since">{object.sinceMs !== null && <Since ms={object.sinceMs} />}</span>
      </p>
      <p class="t2 place">
        {t(`kind.${object.kind}`)}
        {object.unitName !== undefined && (
          <>
            {" · "}
            <Said text={object.unitName} most={80} />
          </>
        )}
        {object.carrier !== undefined && (
          <>
            {" · "}
            <Said text={object.carrier} most={60} />
          </>
        )}
      </p>
      <p class="chips">
        <Why object={object} />
      </p>
      {follows.length > 0 && <p class="t2 follows">{followText(follows)}</p>}
    </li>
  );
}

function followText(follows: readonly ObjectStatus[]): string {
  const names = follows
    .slice(0, 3)
    .map(({ name }) => deviceText(name, 60))
    .join(", ");
  const count = follows.length - 3;
  return count > 0 ? t("trouble.followsMany", { names, count }) : t("trouble.follows", { names });
}

/** The name of an object, leading to its page; a site and a rack lead to that of their unit. */
export function ObjectLink({ object }: { object: ObjectStatus }) {
  const name = <Said text={object.name} most={120} />;
  if (object.kind !== "site" && object.kind !== "rack")
    return <a href={objectPath(object.kind, object.id)}>{name}</a>;
  return object.unit === undefined ? name : <a href={objectPath("unit", object.unit)}>{name}</a>;
}
