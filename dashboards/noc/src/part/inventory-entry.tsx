import type { HaidangError } from "@haidang/contract/error.ts";
import {
  type InventoryChange,
  type InventoryFault,
  inventoryChangeSchema,
  inventoryEntrySchema,
  inventoryFaultSchema,
} from "@haidang/contract/inventory-api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { faultWords } from "@haidang/contract/words/inventory.ts";
import { useEffect, useState } from "preact/hooks";
import { parse, stringify, YAMLParseError } from "yaml";
import { z } from "zod";
import { get, put } from "../api.ts";
import { dash } from "../format.ts";
import { asError } from "../session.ts";
import { language } from "../setting.ts";
import { ti } from "../words/inventory.ts";
import { errorText } from "../words/words.ts";
import { Loading } from "./loading.tsx";
import { Said } from "./said.tsx";

const detailsSchema = z.object({ faults: z.array(inventoryFaultSchema) });

/** What came of the last try. */
type Outcome =
  | { at: "idle" | "working" }
  | { at: "saved"; change: InventoryChange }
  | { at: "refused"; words: string; faults: readonly InventoryFault[] };

/** One entry as YAML; what is put in force is checked as files are. */
export function InventoryEntry(props: {
  list: string;
  id: string;
  isNew: boolean;
  onChanged: () => void;
  onRemoved: () => void;
}) {
  const { list, id, isNew, onChanged, onRemoved } = props;
  const path = `/inventory/entries/${encodeURIComponent(list)}/${encodeURIComponent(id)}`;
  const [text, setText] = useState<string | null>(isNew ? stringify({ id, name: "" }) : null);
  const [outcome, setOutcome] = useState<Outcome>({ at: "idle" });
  const [isSure, setIsSure] = useState(false);
  useEffect(() => {
    if (isNew) return;
    get(path, inventoryEntrySchema)
      .then(({ data }) => setText(stringify(data, { lineWidth: 0 })))
      .catch((error: unknown) => setOutcome(refusal(asError(error))));
  }, [path, isNew]);
  const save = async (event: Event) => {
    event.preventDefault();
    setOutcome({ at: "working" });
    setOutcome(await tried(() => put(path, entryOf(text ?? ""), inventoryChangeSchema)));
    onChanged();
  };
  const remove = async () => {
    const done = await tried(() => put(path, undefined, inventoryChangeSchema));
    setOutcome(done);
    setIsSure(false);
    if (done.at === "saved") onRemoved();
  };
  const rows = Math.min(30, Math.max(8, (text ?? "").split("\n").length + 1));
  return (
    <section class="card pad entry-text">
      {text === null ? (
        outcome.at !== "refused" && <Loading />
      ) : (
        <form onSubmit={save}>
          <label>
            <Said text={ti("inventory.text", { id: `${list}/${id}` })} most={160} />
            <textarea
              spellcheck={false}
              autocomplete="off"
              rows={rows}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          {text.includes("•••") && <p class="t3">{ti("inventory.kept")}</p>}
          <p class="act-line">
            <button type="submit" class="btn pri" disabled={outcome.at === "working"}>
              {ti("inventory.save")}
            </button>
            {!isNew && (
              <button type="button" class="btn" onClick={() => (isSure ? void remove() : setIsSure(true))}>
                {ti(isSure ? "inventory.reallyRemove" : "inventory.remove")}
              </button>
            )}
            <span role="status">{outcome.at === "working" && ti("inventory.saving")}</span>
          </p>
        </form>
      )}
      <Came of={outcome} />
    </section>
  );
}

/** The entry that a text says. Throws a YAMLParseError or a TypeError for what is none. */
function entryOf(text: string): object {
  const entry: unknown = parse(text);
  if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) return entry;
  throw new TypeError(ti("inventory.notMapping"));
}

async function tried(work: () => Promise<InventoryChange>): Promise<Outcome> {
  try {
    return { at: "saved", change: await work() };
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof TypeError)
      return { at: "refused", words: error.message, faults: [] };
    return refusal(asError(error));
  }
}

function refusal(error: HaidangError): Outcome {
  const faults = detailsSchema.safeParse(error.details).data?.faults ?? [];
  const told = error.code === "conflict" || error.code === "body_invalid" || error.code === "not_found";
  return { at: "refused", words: told ? error.message : errorText(error), faults };
}

function Came({ of }: { of: Outcome }) {
  if (of.at === "refused") {
    const { words, faults } = of;
    return (
      <div class="failure faults" role="alert">
        {faults.length === 0 ? (
          <Said text={words} most={600} />
        ) : (
          <>
            <p>{ti("inventory.faults", { count: faults.length })}</p>
            <ul>
              {faults.map((fault) => (
                <Fault key={`${fault.path} ${fault.message}`} fault={fault} />
              ))}
            </ul>
          </>
        )}
      </div>
    );
  }
  if (of.at !== "saved") return null;
  const { revision, fields = {} } = of.change;
  const changes = Object.values(fields).flat();
  return (
    <div role="status">
      <p>{revision === undefined ? ti("inventory.same") : ti("inventory.saved", { revision })}</p>
      <ul class="t2">
        {changes.slice(0, 50).map(({ field, before, after, secret }) => (
          <li key={field}>
            <code>{deviceText(field, 120)}</code>{" "}
            {secret === true ? (
              ti("inventory.secret")
            ) : (
              <Said text={`${before ?? dash} → ${after ?? dash}`} most={300} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Fault({ fault }: { fault: InventoryFault }) {
  const { message, mend } = faultWords(fault, language.value);
  return (
    <li>
      <code>{deviceText(fault.path, 120)}</code> <Said text={message} most={400} />
      <span class="under">
        <Said text={mend} most={400} />
      </span>
    </li>
  );
}
