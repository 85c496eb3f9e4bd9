import {
  newTokenSchema,
  type TokenRow,
  type TokenScope,
  tokenRowSchema,
  tokenScopes,
} from "@haidang/contract/token.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get, post } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, formatDateTime } from "../format.ts";
import { asError } from "../session.ts";
import { useSubmit } from "../view/field.tsx";
import { useKept } from "../view/kept.ts";
import { tp } from "../words/people.ts";
import { errorText } from "../words/words.ts";
import { Failure } from "./failure.tsx";
import { Loading } from "./loading.tsx";
import { Said } from "./said.tsx";
import { Text } from "./users.tsx";

const dayS = 86_400;
/** A token made by hand is good for so long; the command line can say otherwise. */
const lifeDays = 365;

/** What programs come in by. */
export function Tokens() {
  const title = tp("people.tokens");
  const fetched = useFetched(
    "tokens",
    async () => (await get("/tokens", z.array(tokenRowSchema))).data,
    30_000,
  );
  const rows = useKept("tokens", fetched.data);
  return (
    <section class="card report-sheet">
      <header>
        <h2>{title}</h2>
      </header>
      {rows !== null && <Make onMade={fetched.retry} />}
      <Failure of={fetched} what={title} />
      {rows === null && fetched.error === null && <Loading />}
      {rows?.length === 0 && <p class="quiet">{tp("people.noTokens")}</p>}
      {rows !== null && rows.length > 0 && <Table rows={rows} onDone={fetched.retry} />}
    </section>
  );
}

function Make({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("ingest");
  const [token, setToken] = useState("");
  const { going, failure, submit } = useSubmit(
    async () => {
      const made = await post("/tokens", { name, scope, expiresS: lifeDays * dayS }, newTokenSchema);
      setToken(made.token);
      setName("");
      onMade();
    },
    (error) => error.message,
  );
  return (
    <form class="make" onSubmit={submit}>
      <Text label={tp("people.tokenName")} value={name} onType={setName} required />
      <label>
        {tp("people.may")}
        <select
          value={scope}
          onChange={(event) =>
            setScope(tokenScopes.find((one) => one === event.currentTarget.value) ?? "ingest")
          }
        >
          {tokenScopes.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="btn pri" disabled={going}>
        {tp("people.makeToken")}
      </button>
      {token !== "" && (
        <p class="once" role="status">
          {tp("people.shownOnce")} <code>{token}</code>
        </p>
      )}
      {failure !== "" && (
        <p class="failure" role="alert">
          <Said text={failure} most={300} />
        </p>
      )}
    </form>
  );
}

function Table({ rows, onDone }: { rows: readonly TokenRow[]; onDone: () => void }) {
  return (
    <table class="report-list">
      <thead>
        <tr>
          <th scope="col">{tp("people.token")}</th>
          <th scope="col">{tp("people.may")}</th>
          <th scope="col">{tp("people.scope")}</th>
          <th scope="col">{tp("people.until")}</th>
          <th scope="col">{tp("people.lastUsed")}</th>
          <th scope="col">
            <span class="vh">{tp("people.revoke")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Said text={row.name} most={80} />
              <span class="under">{row.id}</span>
            </th>
            <td>{row.scope}</td>
            <td>{row.under === null ? tp("people.province") : <Said text={row.under} most={63} />}</td>
            <td class="num">
              {row.expiresAtMs === null ? tp("people.forEver") : formatDateTime(row.expiresAtMs)}
            </td>
            <td class="num">
              {row.lastUsedMs === null ? capital(tp("people.never")) : formatDateTime(row.lastUsedMs)}
            </td>
            <td>
              <Revoke id={row.id} onDone={onDone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Revoke({ id, onDone }: { id: string; onDone: () => void }) {
  const [failure, setFailure] = useState("");
  const revoke = () => {
    post(`/tokens/${encodeURIComponent(id)}/revoke`, {}, z.unknown())
      .then(onDone)
      .catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  return (
    <>
      <button type="button" class="btn small" onClick={revoke}>
        {tp("people.revoke")}
      </button>
      {failure !== "" && <span role="alert">{failure}</span>}
    </>
  );
}
