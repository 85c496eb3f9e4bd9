import { type SilenceRow, silenceRowSchema } from "@haidang/contract/silence.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get, post } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, formatDateTime, formatNumber, formatSpan } from "../format.ts";
import { asError } from "../session.ts";
import { language } from "../setting.ts";
import { live, nowMs } from "../stream.ts";
import { useSubmit } from "../view/field.tsx";
import { useKept } from "../view/kept.ts";
import { errorText, t } from "../words/words.ts";
import { tw } from "../words/works.ts";
import { Failure } from "./failure.tsx";
import { Loading } from "./loading.tsx";
import { Pick, type Picked, pickedFrom } from "./pick.tsx";
import { Said } from "./said.tsx";

const hourMs = 3_600_000;
const spansH = [1, 4, 8, 24, 72, 168] as const;

/** What nobody is told of, and the way to tell nobody. */
export function Silences() {
  const fetched = useFetched(
    "silences",
    async () => (await get("/silences", z.array(silenceRowSchema))).data,
    15_000,
  );
  const rows = useKept("silences", fetched.data);
  return (
    <section class="card">
      <header>
        <h2>{tw("works.silences")}</h2>
      </header>
      <Add onAdded={fetched.retry} />
      <Failure of={fetched} what={tw("works.silences")} />
      {rows === null && fetched.error === null && <Loading />}
      {rows?.length === 0 && <p class="quiet">{tw("works.noSilences")}</p>}
      {rows !== null && rows.length > 0 && <Rows rows={rows} onChanged={fetched.retry} />}
    </section>
  );
}

function matchOf(picked: Picked) {
  if ("carrier" in picked) return { carrier: picked.carrier };
  const { kind, id } = picked.object;
  if (kind === "unit") return { under: id };
  return kind === "site" ? { site: id } : { kind, id };
}

function Add({ onAdded }: { onAdded: () => void }) {
  const [of, setOf] = useState("");
  const [reason, setReason] = useState("");
  const [spanH, setSpanH] = useState<number>(spansH[1]);
  const [lost, setLost] = useState(false);
  const { going, failure, submit } = useSubmit(
    async () => {
      const picked = pickedFrom(of, live.peek().objects.values());
      setLost(picked === undefined);
      if (picked === undefined) return;
      const toMs = Math.round((nowMs.peek() ?? Date.now()) + spanH * hourMs);
      await post("/silences", { match: matchOf(picked), toMs, reason }, silenceRowSchema);
      setOf("");
      setReason("");
      onAdded();
    },
    (error) => (error.code === "usage" ? error.message : null),
  );
  return (
    <form class="make" onSubmit={submit}>
      <Pick value={of} onType={setOf} />
      <label>
        {tw("works.for")}
        <select value={String(spanH)} onChange={(event) => setSpanH(Number(event.currentTarget.value))}>
          {spansH.map((hours) => (
            <option key={hours} value={String(hours)}>
              {formatSpan(hours * 3600, language.value)}
            </option>
          ))}
        </select>
      </label>
      <label class="reason">
        {tw("works.reason")}
        <input
          type="text"
          required
          maxLength={255}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="btn pri" disabled={going}>
        {tw("works.silence")}
      </button>
      <p class="t3 note">{tw("works.silenceNote")}</p>
      {(lost || failure !== "") && (
        <p class="failure" role="alert">
          {lost ? tw("works.notFound") : failure}
        </p>
      )}
    </form>
  );
}

function Rows({ rows, onChanged }: { rows: readonly SilenceRow[]; onChanged: () => void }) {
  return (
    <table class="report-list">
      <thead>
        <tr>
          <th scope="col">{tw("works.covers")}</th>
          <th scope="col">{tw("works.when")}</th>
          <th scope="col">{tw("works.reason")}</th>
          <th scope="col">{tw("works.by")}</th>
          <th scope="col">
            <span class="vh">{tw("works.end")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Said text={matchText(row)} most={200} />
              <span class="under">
                {tw("works.muting", { count: formatNumber(row.muting, 0, language.value) })}
              </span>
            </th>
            <td>
              <span class="chip">{capital(tw(`silence.${row.state}`))}</span>{" "}
              <span class="num">{tw("works.until", { time: formatDateTime(row.toMs) })}</span>
            </td>
            <td>
              <Said text={row.reason} most={255} />
            </td>
            <td>
              <Said text={row.by} most={60} />
            </td>
            <td>{row.state !== "over" && <End id={row.id} onChanged={onChanged} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function matchText({ match }: SilenceRow): string {
  const { kind, id, alert, severity, under, site, carrier } = match;
  const objects = live.value.objects;
  const named = (of: "unit" | "site", one: string) => objects.get(`${of}/${one}`)?.name ?? one;
  const object =
    kind === undefined
      ? undefined
      : id === undefined
        ? t(`kind.${kind}`)
        : ([...objects.values()].find((one) => one.kind === kind && one.id === id)?.name ??
          `${t(`kind.${kind}`)} ${id}`);
  const parts = [
    object,
    ...(under === undefined ? [] : [named("unit", under)]),
    ...(site === undefined ? [] : [named("site", site)]),
    ...(carrier === undefined ? [] : [tw("works.carrier", { name: carrier })]),
    ...(alert === undefined ? [] : [t(`alert.${alert}`)]),
    ...(severity === undefined ? [] : [t(`severity.${severity}`)]),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? tw("works.everything") : parts.join(" · ");
}

function End({ id, onChanged }: { id: string; onChanged: () => void }) {
  const [failure, setFailure] = useState("");
  const end = () => {
    post(`/silences/${encodeURIComponent(id)}/expire`, {}, silenceRowSchema)
      .then(onChanged)
      .catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  return (
    <>
      <button type="button" class="btn small" onClick={end}>
        {tw("works.end")}
      </button>
      {failure !== "" && <span role="alert">{failure}</span>}
    </>
  );
}
