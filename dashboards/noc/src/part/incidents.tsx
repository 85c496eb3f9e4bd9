import { type Incident, incidentSchema } from "@haidang/contract/incident.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital } from "../format.ts";
import { classOfAlert, openIncidents } from "../incident.ts";
import { incidentPath } from "../route.ts";
import { live } from "../stream.ts";
import { useKept } from "../view/kept.ts";
import { t } from "../words/words.ts";
import { Elapsed, Since } from "./elapsed.tsx";
import { Failure } from "./failure.tsx";
import { useHold } from "./hold.ts";
import { aboutText, actorText, certaintyText, ownerText, verdictWord } from "./incident-words.ts";
import { Loading } from "./loading.tsx";
import { Said } from "./said.tsx";
import { Glyph, tone } from "./state.tsx";

const firstShown = 6;
const everyMs = 30_000;

/** One card for each root cause, worst first. What the stream missed is asked for anew. */
export function Incidents() {
  const { incidents: heard, snapshots } = live.value;
  const fetched = useFetched(`incidents ${snapshots}`, askIncidents, everyMs);
  const answer = useKept("incidents", fetched.data);
  const open = answer === null ? null : openIncidents(answer, heard);
  return (
    <section class="card cases" aria-labelledby="cases-title">
      <Failure of={fetched} what={t("cases.title")} />
      {open === null ? <Loading /> : <IncidentCards open={open} />}
    </section>
  );
}

async function askIncidents() {
  const askedAtMs = performance.now();
  const { data } = await get("/incidents", z.array(incidentSchema), { limit: 1000 });
  return { rows: data, askedAtMs };
}

export function IncidentCards({ open }: { open: readonly Incident[] }) {
  const [all, setAll] = useState(false);
  const byId = new Map(open.map((incident) => [incident.id, incident]));
  const { order, pending, around, letGo } = useHold([...byId.keys()], "incidents");
  const rows = order.flatMap((id) => byId.get(id) ?? []);
  const shown = all ? rows : rows.slice(0, firstShown);
  const unclaimed = open.filter(({ acknowledgedBy }) => acknowledgedBy === null).length;
  return (
    <div {...around}>
      <header>
        <h2 id="cases-title">{t("cases.title")}</h2>
        {pending > 0 ? (
          <button type="button" class="btn small" onClick={letGo}>
            {t("trouble.new", { count: pending })}
          </button>
        ) : (
          open.length > 0 && (
            <span class="t2 num">
              {t("cases.count", { count: open.length })}
              {unclaimed > 0 && ` · ${t("cases.unclaimed", { count: unclaimed })}`}
            </span>
          )
        )}
      </header>
      {open.length === 0 && <p class="quiet">{t("cases.none")}</p>}
      <ol class="case-list">
        {shown.map((incident) => (
          <Card key={incident.id} incident={incident} />
        ))}
      </ol>
      {shown.length < rows.length && (
        <button type="button" class="btn wide" onClick={() => setAll(true)}>
          {t("trouble.more", { count: rows.length - shown.length })}
        </button>
      )}
    </div>
  );
}

function Card({ incident }: { incident: Incident }) {
  const { id, severity, carrier, unitName, following, mutes, startsMs } = incident;
  const of = mutes.length > 0 ? "maintenance" : classOfAlert[incident.alert];
  const certainty = certaintyText(incident);
  return (
    <li class={`trouble at-${tone[of]}`}>
      <p class="line">
        <Glyph of={of} />
        <b class={`verdict live ${tone[of]}`}>{verdictWord(incident)}</b>
        <span class="lasting live">
          <Elapsed sinceMs={startsMs} />
        </span>
      </p>
      <p class="line what">
        <b>
          <a href={incidentPath(id)}>
            <Said text={aboutText(incident)} />
          </a>
        </b>
        <span class="t2 since">
          <Since ms={startsMs} />
        </span>
      </p>
      <p class="t2 place">
        {id} · {t(`severity.${severity}`)}
        {unitName !== undefined && (
          <>
            {" · "}
            <Said text={unitName} most={80} />
          </>
        )}
        {carrier !== undefined && (
          <>
            {" · "}
            <Said text={carrier} most={60} />
          </>
        )}
      </p>
      {certainty !== "" && <p class="t2 place">{capital(certainty)}</p>}
      <p class="chips">
        <span class="chip strong">{actorText(incident)}</span>
        <span class="chip">{ownerText(incident)}</span>
        {following.firing > 0 && (
          <span class="chip">{capital(t("case.following", { count: following.firing }))}</span>
        )}
        {mutes.slice(0, 2).map((mute) => (
          <span key={`${mute.by} ${mute.id}`} class="chip">
            {capital(t(`mute.${mute.by}`))}
          </span>
        ))}
      </p>
    </li>
  );
}
