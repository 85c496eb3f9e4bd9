import { useEffect, useState } from "preact/hooks";
import { confirmSecondFactor, offerSecondFactor } from "../api.ts";
import { asError, secondFactorDone } from "../session.ts";
import { errorText, t } from "../words/words.ts";
import { Field, useSubmit } from "./field.tsx";
import { Door } from "./sign-in.tsx";

/** Sets up an authenticator, then shows the recovery codes once. */
export function SecondFactor() {
  const [recovery, setRecovery] = useState<readonly string[]>([]);
  return (
    <Door>{recovery.length === 0 ? <Enrol onDone={setRecovery} /> : <Recovery codes={recovery} />}</Door>
  );
}

function Enrol({ onDone }: { onDone: (codes: readonly string[]) => void }) {
  const [secret, setSecret] = useState("");
  const [refused, setRefused] = useState("");
  const [code, setCode] = useState("");
  useEffect(() => {
    offerSecondFactor().then(
      (offer) => setSecret(offer.secret),
      (error: unknown) => setRefused(errorText(asError(error))),
    );
  }, []);
  const form = useSubmit(
    async () => onDone(await confirmSecondFactor(code.trim())),
    (error) => (error.code === "unauthorized" ? t("factor.wrong") : null),
  );
  return (
    <form class="card pad door" onSubmit={form.submit}>
      <h1>{t("factor.title")}</h1>
      <p>{t("factor.how")}</p>
      <p>
        {t("factor.key")}: <code>{secret.replace(/(.{4})/g, "$1 ").trim()}</code>
      </p>
      <Field
        {...{ label: t("factor.code"), name: "code", autocomplete: "one-time-code" }}
        {...{ value: code, onType: setCode }}
      />
      <p class="wrong" role="alert">
        {refused === "" ? form.failure : refused}
      </p>
      <button type="submit" class="btn pri" disabled={form.going || !/^\d{6}$/.test(code.trim())}>
        {t("factor.confirm")}
      </button>
    </form>
  );
}

function Recovery({ codes }: { codes: readonly string[] }) {
  return (
    <div class="card pad door">
      <h1>{t("factor.recovery")}</h1>
      <p>{t("factor.keep")}</p>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button type="button" class="btn pri" onClick={() => void secondFactorDone()}>
        {t("factor.kept")}
      </button>
    </div>
  );
}
