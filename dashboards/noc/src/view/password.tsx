import { useState } from "preact/hooks";
import { choosePassword } from "../session.ts";
import { t } from "../words/words.ts";
import { Field, useSubmit } from "./field.tsx";
import { Door } from "./sign-in.tsx";

const shortest = 12;

/** What a link of a new user or of a reset opens. */
export function Password({ code }: { code: string }) {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const form = useSubmit(
    () => choosePassword(code, password),
    (error) => (error.code === "unauthorized" ? t("signIn.codeFailed") : null),
  );
  const differ = again !== "" && again !== password;
  return (
    <Door>
      <form class="card pad door" onSubmit={form.submit}>
        <h1>{t("password.title")}</h1>
        <Field
          {...{ label: t("password.new"), name: "password", autocomplete: "new-password" }}
          {...{ secret: true, value: password, onType: setPassword }}
        />
        <Field
          {...{ label: t("password.again"), name: "again", autocomplete: "new-password" }}
          {...{ secret: true, value: again, onType: setAgain }}
        />
        <p class="wrong" role="alert">
          {differ ? t("password.differ") : form.failure}
        </p>
        <button
          type="submit"
          class="btn pri"
          disabled={form.going || password.length < shortest || again !== password}
        >
          {t("password.set")}
        </button>
      </form>
    </Door>
  );
}
