import { type Cause, causes } from "@haidang/contract/verdict.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Act } from "../incident.ts";
import { t } from "../words/words.ts";

/** Acknowledge, assign, note: each by its button, and by A, P and N outside text fields. */
export function IncidentActs(props: {
  claimed: boolean;
  resolved: boolean;
  saving: boolean;
  refusal: string;
  onAct: (act: Act) => void;
}) {
  const { claimed, resolved, saving, refusal, onAct } = props;
  const assign = useRef<HTMLInputElement>(null);
  const note = useRef<HTMLInputElement>(null);
  const acknowledges = !claimed && !resolved;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key === "a" && acknowledges && !saving) onAct({ verb: "acknowledge" });
      else if (key === "p" && assign.current !== null) assign.current.focus();
      else if (key === "n" && note.current !== null) note.current.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [acknowledges, saving, onAct]);
  return (
    <section class="card pad acts" aria-label={t("act.title")}>
      {acknowledges && (
        <button
          type="button"
          class="btn pri"
          disabled={saving}
          onClick={() => onAct({ verb: "acknowledge" })}
        >
          {t("act.acknowledge")} <kbd>A</kbd>
        </button>
      )}
      {!resolved && (
        <Line
          field={assign}
          label={t("act.assignTo")}
          go={t("act.assign")}
          shortcut="P"
          most={120}
          saving={saving}
          onSend={(to) => onAct({ verb: "assign", to })}
        />
      )}
      <Line
        field={note}
        label={t("act.note")}
        go={t("act.write")}
        shortcut="N"
        most={1000}
        saving={saving}
        onSend={(text) => onAct({ verb: "note", text })}
      />
      <Overrule saving={saving} onAct={onAct} />
      <p class="saving t2" role="status">
        {saving && `${t("act.saving")}…`}
      </p>
      {refusal !== "" && (
        <p class="failure" role="alert">
          {refusal}
        </p>
      )}
    </section>
  );
}

/** What it really was, in a person's word: reports take it before what was worked out. */
function Overrule({ saving, onAct }: { saving: boolean; onAct: (act: Act) => void }) {
  const [cause, setCause] = useState<Cause>("link_cut");
  const [reason, setReason] = useState("");
  const send = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === "" || saving) return;
    onAct({ verb: "overrule", cause, reason: reason.trim() });
    setReason("");
  };
  return (
    <details>
      <summary>{t("act.overrule")}</summary>
      <form class="act-line" onSubmit={send}>
        <select
          aria-label={t("act.cause")}
          value={cause}
          onChange={(event) =>
            setCause(causes.find((one) => one === event.currentTarget.value) ?? "not_known")
          }
        >
          {causes.map((one) => (
            <option key={one} value={one}>
              {t(`cause.${one}`)}
            </option>
          ))}
        </select>
        <input
          type="text"
          required
          aria-label={t("act.why")}
          placeholder={t("act.why")}
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" class="btn" disabled={saving}>
          {t("act.overruleIt")}
        </button>
      </form>
    </details>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function Line(props: {
  field: preact.RefObject<HTMLInputElement | null>;
  label: string;
  go: string;
  shortcut: string;
  most: number;
  saving: boolean;
  onSend: (text: string) => void;
}) {
  const { field, label, go, shortcut, most, saving, onSend } = props;
  const [typed, setTyped] = useState("");
  const send = (event: Event) => {
    event.preventDefault();
    const text = typed.trim();
    if (text === "" || saving) return;
    onSend(text);
    setTyped("");
    field.current?.blur();
  };
  return (
    <form class="act-line" onSubmit={send}>
      <input
        ref={field}
        type="text"
        aria-label={label}
        placeholder={`${label} (${shortcut})`}
        autocomplete="off"
        maxLength={most}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" class="btn" disabled={saving || typed.trim() === ""}>
        {go}
      </button>
    </form>
  );
}
