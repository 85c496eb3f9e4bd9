import {
  type PasswordLink,
  passwordLinkSchema,
  type Role,
  roles,
  type UserRow,
  userRowSchema,
} from "@haidang/contract/user.ts";
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

/** People who sign in by name. */
export function Users() {
  const title = tp("people.users");
  const fetched = useFetched("users", async () => (await get("/users", z.array(userRowSchema))).data, 30_000);
  const rows = useKept("users", fetched.data);
  const [link, setLink] = useState<PasswordLink | null>(null);
  const done = (made: PasswordLink | null) => {
    if (made !== null) setLink(made);
    fetched.retry();
  };
  return (
    <section class="card report-sheet">
      <header>
        <h2>{title}</h2>
      </header>
      {rows !== null && <Create onMade={done} />}
      {link !== null && <Link link={link} />}
      <Failure of={fetched} what={title} />
      {rows === null && fetched.error === null && <Loading />}
      {rows?.length === 0 && <p class="quiet">{tp("people.noUsers")}</p>}
      {rows !== null && rows.length > 0 && <Table rows={rows} onDone={done} />}
    </section>
  );
}

function Link({ link: { user, code, expiresAt } }: { link: PasswordLink }) {
  return (
    <p class="pad once" role="status">
      {tp("people.link", { user: user.id, time: formatDateTime(Date.parse(expiresAt)) })}{" "}
      <code>{`${location.origin}/#password=${code}`}</code>
    </p>
  );
}

function Create({ onMade }: { onMade: (link: PasswordLink) => void }) {
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [under, setUnder] = useState("");
  const { going, failure, submit } = useSubmit(
    async () => {
      const asked = { id, role, ...(name === "" ? {} : { name }), scope: under === "" ? null : under };
      onMade(await post("/users", asked, passwordLinkSchema));
      setId("");
      setName("");
    },
    (error) => error.message,
  );
  return (
    <form class="make" onSubmit={submit}>
      <Text label={tp("people.id")} value={id} onType={setId} required />
      <Text label={tp("people.name")} value={name} onType={setName} />
      <label>
        {tp("people.role")}
        <select
          value={role}
          onChange={(event) => setRole(roles.find((one) => one === event.currentTarget.value) ?? "viewer")}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {tp(`role.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <Text label={tp("people.under")} value={under} onType={setUnder} />
      <button type="submit" class="btn pri" disabled={going}>
        {tp("people.create")}
      </button>
      {failure !== "" && (
        <p class="failure" role="alert">
          <Said text={failure} most={300} />
        </p>
      )}
    </form>
  );
}

export function Text(props: {
  label: string;
  value: string;
  onType: (value: string) => void;
  required?: boolean;
}) {
  const { label, value, onType, required = false } = props;
  return (
    <label>
      {label}
      <input
        type="text"
        autocomplete="off"
        maxLength={120}
        required={required}
        value={value}
        onInput={(event) => onType(event.currentTarget.value.trimStart())}
      />
    </label>
  );
}

function Table({ rows, onDone }: { rows: readonly UserRow[]; onDone: (link: PasswordLink | null) => void }) {
  return (
    <table class="report-list">
      <thead>
        <tr>
          <th scope="col">{tp("people.user")}</th>
          <th scope="col">{tp("people.role")}</th>
          <th scope="col">{tp("people.scope")}</th>
          <th scope="col">{tp("people.factor")}</th>
          <th scope="col">{tp("people.lastSignIn")}</th>
          <th scope="col">
            <span class="vh">{tp("people.disable")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Said text={row.name} most={120} />
              <span class="under">
                {row.id}
                {row.disabled && ` · ${tp("people.disabled")}`}
                {!row.hasPassword && !row.provider && ` · ${tp("people.noPassword")}`}
                {row.provider && ` · ${tp("people.provider")}`}
              </span>
            </th>
            <td>{capital(tp(`role.${row.role}`))}</td>
            <td>{row.scope === null ? tp("people.province") : <Said text={row.scope} most={63} />}</td>
            <td>{tp(row.secondFactor ? "people.has" : "people.hasNot")}</td>
            <td class="num">
              {row.lastSignInMs === null ? capital(tp("people.never")) : formatDateTime(row.lastSignInMs)}
            </td>
            <td>
              <Acts row={row} onDone={onDone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Acts({ row, onDone }: { row: UserRow; onDone: (link: PasswordLink | null) => void }) {
  const [failure, setFailure] = useState("");
  const act = (work: Promise<PasswordLink | null>) => {
    setFailure("");
    work.then(onDone).catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  const path = `/users/${encodeURIComponent(row.id)}`;
  const change = async () => {
    await post(`${path}/change`, { disabled: !row.disabled }, userRowSchema);
    return null;
  };
  return (
    <span class="act-line">
      <button type="button" class="btn small" onClick={() => act(change())}>
        {tp(row.disabled ? "people.enable" : "people.disable")}
      </button>
      <button
        type="button"
        class="btn small"
        onClick={() => act(post(`${path}/reset-password`, {}, passwordLinkSchema))}
      >
        {tp("people.reset")}
      </button>
      {failure !== "" && <span role="alert">{failure}</span>}
    </span>
  );
}
