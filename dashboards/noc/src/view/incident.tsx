import { type IncidentDetail, incidentDetailSchema, incidentSchema } from "@haidang/contract/incident.ts";
import { whoSchema } from "@haidang/contract/user.ts";
import { useCallback, useEffect, useState } from "preact/hooks";
import { get, post } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, formatSince, formatSpan } from "../format.ts";
import { type Act, classOfAlert, withAct } from "../incident.ts";
import { Elapsed, Since } from "../part/elapsed.tsx";
import { Failure } from "../part/failure.tsx";
import { IncidentActs } from "../part/incident-acts.tsx";
import { Following, Timeline, Told } from "../part/incident-log.tsx";
import { Hypotheses } from "../part/incident-verdict.tsx";
import { aboutText, actorText, certaintyText, ownerText, verdictWord } from "../part/incident-words.ts";
import { Loading } from "../part/loading.tsx";
import { Said } from "../part/said.tsx";
import { Glyph, tone } from "../part/state.tsx";
import { incidentPath, pageTitle } from "../route.ts";
import { asError } from "../session.ts";
import { language } from "../setting.ts";
import { live, nowMs } from "../stream.ts";
import { errorText, t } from "../words/words.ts";
import { useKept } from "./kept.ts";
import { Missing } from "./missing.tsx";

/** One incident: what it is and who has to act, why, what goes by it, what happened, who was told. */
export function IncidentPage({ id }: { id: string }) {
  const moment = `${live.value.snapshots} ${live.value.incidents.get(id)?.atMs ?? ""}`;
  const fetched = useFetched(
    `${id} ${moment}`,
    async () => (await get(`/incidents/${encodeURIComponent(id)}`, incidentDetailSchema)).data,
    15_000,
  );
  const kept = useKept(id, fetched.data);
  const who = useFetched("who", async () => (await get("/session", whoSchema)).data, 600_000);
  const { shown, saving, refusal, onAct } = useActs(id, kept, {
    by: who.data?.user ?? who.data?.name ?? "",
    refresh: fetched.retry,
  });
  useEffect(() => {
    document.title = pageTitle(id);
  }, [id]);
  if (fetched.error?.code === "not_found" && kept === null) return <Missing />;
  return (
    <>
      <Failure of={fetched} what={t("case.kind")} />
      {shown === null ? (
        <Loading />
      ) : (
        <>
          <Head incident={shown} />
          <div class="detail">
            <div class="column">
              {who.data !== null && who.data.role !== "viewer" && (
                <IncidentActs
                  claimed={shown.acknowledgedBy !== null}
                  resolved={shown.state === "resolved"}
                  {...{ saving, refusal, onAct }}
                />
              )}
              <Hypotheses verdict={shown.verdict} />
              <Following alerts={shown.alerts} />
            </div>
            <div class="column">
              <Timeline events={shown.timeline} />
              <Told id={id} moment={moment} />
            </div>
          </div>
        </>
      )}
    </>
  );
}

/** An act not in the answer yet; `until` is the answer that did not have it when it was confirmed. */
interface Pending {
  act: Act;
  atMs: number;
  until: IncidentDetail | null;
}

/** Acts show at once; one refused is taken back, and why is said. */
function useActs(
  id: string,
  kept: IncidentDetail | null,
  { by, refresh }: { by: string; refresh: () => void },
) {
  const [pending, setPending] = useState<Pending | null>(null);
  const [refusal, setRefusal] = useState("");
  const stands = pending !== null && (pending.until === null || pending.until === kept);
  const send = async (act: Act) => {
    setRefusal("");
    setPending({ act, atMs: nowMs.peek() ?? Date.now(), until: null });
    try {
      await post(`/incidents/${encodeURIComponent(id)}/${act.verb}`, bodyOf(act), incidentSchema);
      setPending((before) => before && { ...before, until: kept });
      refresh();
    } catch (thrown) {
      setPending(null);
      setRefusal(t("act.refused", { why: errorText(asError(thrown)) }));
    }
  };
  const onAct = useCallback((act: Act) => void send(act), [id, kept]);
  const shown = kept !== null && stands ? withAct(kept, pending.act, { by, nowMs: pending.atMs }) : kept;
  return { shown, refusal, onAct, saving: stands };
}

function bodyOf(act: Act): object {
  const { verb: _verb, ...body } = act;
  return body;
}

function Head({ incident }: { incident: IncidentDetail }) {
  const { id, severity, state, startsMs, resolvedMs, affected, mutes, mergedInto, reopened } = incident;
  const of = state === "resolved" ? "up" : mutes.length > 0 ? "maintenance" : classOfAlert[incident.alert];
  const certainty = certaintyText(incident);
  const notes = [
    ...(state === "resolved" ? [capital(t("incident.resolved"))] : [ownerText(incident)]),
    ...(affected.sites + affected.units > 0 ? [capital(t("case.affected", affected))] : []),
    ...(reopened > 0 ? [capital(t("case.reopened", { count: reopened }))] : []),
    ...mutes.slice(0, 3).map(({ by }) => capital(t(`mute.${by}`))),
  ];
  return (
    <div class="head case-head">
      <nav class="crumb t3" aria-label={t("object.crumb")}>
        <a href="/">{t("nav.overview")}</a> / {capital(t("case.kind"))} {id}
      </nav>
      <h1>
        <Glyph of={of} />
        <span>
          <span class={`live ${tone[of]}`}>{verdictWord(incident)}</span>
          {" · "}
          <Said text={aboutText(incident)} />
        </span>
      </h1>
      <p class="case-time">
        <b class="live num">
          {resolvedMs === null ? (
            <Elapsed sinceMs={startsMs} />
          ) : (
            formatSpan((resolvedMs - startsMs) / 1000, language.value)
          )}
        </b>{" "}
        <span class="t2">
          {id} · {t(`severity.${severity}`)} · {t("case.since", { since: "" })}
          <Since ms={startsMs} />
          {resolvedMs !== null && ` · ${t("case.over", { time: formatSince(resolvedMs, nowMs.value) })}`}
          {certainty !== "" && (
            <>
              {" · "}
              <Said text={certainty} most={400} />
            </>
          )}
        </span>
      </p>
      <p class="chips">
        <span class="chip strong">{actorText(incident)}</span>
        {notes.map((note) => (
          <span key={note} class="chip">
            {note}
          </span>
        ))}
        {mergedInto !== undefined && (
          <a class="chip" href={incidentPath(mergedInto)}>
            {capital(t("case.merged", { id: mergedInto }))}
          </a>
        )}
      </p>
    </div>
  );
}
