import {
  type InventoryRevision,
  inventoryChangeSchema,
  inventoryRevisionSchema,
} from "@haidang/contract/inventory-api.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get, post } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { formatDateTime, formatNumber } from "../format.ts";
import { asError } from "../session.ts";
import { language } from "../setting.ts";
import { useKept } from "../view/kept.ts";
import { ti } from "../words/inventory.ts";
import { errorText } from "../words/words.ts";
import { Failure } from "./failure.tsx";
import { Said } from "./said.tsx";

/** Who put which inventory in force when, and the way back. */
export function InventoryRevisions({ revision, onReverted }: { revision: number; onReverted: () => void }) {
  const title = ti("inventory.revisions");
  const fetched = useFetched(
    `revisions ${revision}`,
    async () => (await get("/inventory/revisions", z.array(inventoryRevisionSchema))).data,
    60_000,
  );
  const rows = useKept("revisions", fetched.data);
  return (
    <section class="card report-sheet">
      <header>
        <h2>{title}</h2>
      </header>
      <Failure of={fetched} what={title} />
      {rows?.length === 0 && <p class="quiet">{ti("inventory.first")}</p>}
      {rows !== null && rows.length > 0 && (
        <table class="report-list">
          <thead>
            <tr>
              <th scope="col">{ti("inventory.revision")}</th>
              <th scope="col">{ti("inventory.when")}</th>
              <th scope="col">{ti("inventory.who")}</th>
              <th scope="col">{ti("inventory.change")}</th>
              <th scope="col">
                <span class="vh">{ti("inventory.back")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.revision} row={row} onReverted={onReverted} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ row, onReverted }: { row: InventoryRevision; onReverted: () => void }) {
  const [isSure, setIsSure] = useState(false);
  const [failure, setFailure] = useState("");
  const revert = () => {
    setIsSure(false);
    post("/inventory/revert", { revision: row.revision }, inventoryChangeSchema)
      .then(onReverted)
      .catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  const count = (value: number) => formatNumber(value, 0, language.value);
  return (
    <tr>
      <th scope="row">
        {row.revision} {row.inForce && <span class="chip">{ti("inventory.inForce")}</span>}
      </th>
      <td class="num">{formatDateTime(row.appliedMs)}</td>
      <td>
        <Said text={row.by} most={60} />
      </td>
      <td class="num">
        +{count(row.added)} ~{count(row.changed)} −{count(row.removed)}
      </td>
      <td>
        {!row.inForce && (
          <button type="button" class="btn small" onClick={() => (isSure ? revert() : setIsSure(true))}>
            {ti(isSure ? "inventory.reallyBack" : "inventory.back")}
          </button>
        )}
        {failure !== "" && <span role="alert">{failure}</span>}
      </td>
    </tr>
  );
}
