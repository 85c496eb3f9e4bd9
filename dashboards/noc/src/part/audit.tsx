import {
  type AuditRow,
  type AuditVerdict,
  auditEntrySchema,
  auditVerdictSchema,
} from "@haidang/contract/audit.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { formatDateTime } from "../format.ts";
import { asError } from "../session.ts";
import { useKept } from "../view/kept.ts";
import { tp } from "../words/people.ts";
import { errorText } from "../words/words.ts";
import { Failure } from "./failure.tsx";
import { Loading } from "./loading.tsx";
import { Said } from "./said.tsx";
import { Text } from "./users.tsx";

const shown = 100;

/** Who did what, newest first, and the proof that nothing was altered. */
export function Audit() {
  const title = tp("people.audit");
  const [actor, setActor] = useState("");
  const [object, setObject] = useState("");
  const query = {
    limit: shown,
    ...(actor === "" ? {} : { actor }),
    ...(object === "" ? {} : { object }),
  };
  const fetched = useFetched(
    `audit ${actor}\n${object}`,
    async () => (await get("/audit", z.array(auditEntrySchema), query)).data,
    15_000,
  );
  const rows = useKept("audit", fetched.data);
  return (
    <section class="card report-sheet">
      <header>
        <h2>{title}</h2>
        <Verify />
      </header>
      <form class="make" onSubmit={(event) => event.preventDefault()}>
        <Text label={tp("people.filterWho")} value={actor} onType={setActor} />
        <Text label={tp("people.filterWhat")} value={object} onType={setObject} />
      </form>
      <Failure of={fetched} what={title} />
      {rows === null && fetched.error === null && <Loading />}
      {rows?.length === 0 && <p class="quiet">{tp("people.noAudit")}</p>}
      {rows !== null && rows.length > 0 && <Table rows={rows} />}
    </section>
  );
}

function Table({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <table class="report-list">
      <thead>
        <tr>
          <th scope="col">{tp("people.when")}</th>
          <th scope="col">{tp("people.who")}</th>
          <th scope="col">{tp("people.did")}</th>
          <th scope="col">{tp("people.on")}</th>
          <th scope="col">{tp("people.from")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.entry}>
            <td class="num">
              {formatDateTime(row.atMs)}
              <span class="under">#{row.entry}</span>
            </td>
            <td>
              <Said text={row.actor} most={80} />
            </td>
            <td>
              {row.action}
              {(row.before !== null || row.after !== null) && <Change row={row} />}
            </td>
            <td>
              <Said text={row.object} most={120} />
              {row.detail !== "" && (
                <span class="under">
                  <Said text={row.detail} most={300} />
                </span>
              )}
            </td>
            <td class="num">
              <Said text={row.address} most={60} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Change({ row: { before, after } }: { row: AuditRow }) {
  return (
    <details>
      <summary>
        {tp("people.was")} / {tp("people.is")}
      </summary>
      {before !== null && (
        <p>
          {tp("people.was")}: <Said text={before} most={2000} />
        </p>
      )}
      {after !== null && (
        <p>
          {tp("people.is")}: <Said text={after} most={2000} />
        </p>
      )}
    </details>
  );
}

function Verify() {
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const [failure, setFailure] = useState("");
  const verify = () => {
    get("/audit/verify", auditVerdictSchema)
      .then(({ data }) => setVerdict(data))
      .catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  return (
    <span class="act-line">
      <span role="status" class={verdict?.fault ? "down" : "t2"}>
        {verdict !== null &&
          (verdict.fault === null
            ? tp("people.verified", { count: verdict.entries, head: (verdict.head ?? "").slice(0, 24) })
            : tp("people.broken", { entry: verdict.fault.entry }))}
      </span>
      {failure !== "" && <span role="alert">{failure}</span>}
      <button type="button" class="btn small" onClick={verify}>
        {tp("people.verify")}
      </button>
    </span>
  );
}
