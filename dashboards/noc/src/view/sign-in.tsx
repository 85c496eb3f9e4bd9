import { useState } from "preact/hooks";
import { Beacon } from "../part/icon.tsx";
import { asError, enter, type Session, signIn } from "../session.ts";
import { errorText, t } from "../words/words.ts";

/** Asks for the key and says where it lies. */
export function SignIn({ why }: { why: Extract<Session, { at: "out" }>["why"] }) {
  const [key, setKey] = useState("");
  const [going, setGoing] = useState(false);
  const [failure, setFailure] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    setGoing(true);
    setFailure("");
    try {
      await signIn(key.trim());
    } catch (thrown) {
      const error = asError(thrown);
      setFailure(error.code === "unauthorized" ? t("signIn.keyWrong") : errorText(error));
      setGoing(false);
    }
  };
  return (
    <Door>
      <form class="card pad door" onSubmit={submit}>
        <h1>{t("signIn.title")}</h1>
        {why !== null && (
          <p class="notice" role="status">
            {t(why === "code" ? "signIn.codeFailed" : "signIn.out")}
          </p>
        )}
        <label>
          {t("signIn.key")}
          <input
            type="password"
            name="key"
            autocomplete="current-password"
            required
            maxLength={200}
            value={key}
            aria-describedby="where"
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <p id="where" class="t2">
          {t("signIn.where")}
        </p>
        <p class="wrong" role="alert">
          {failure}
        </p>
        <button type="submit" class="btn pri" disabled={going || key.trim() === ""}>
          {t(going ? "signIn.going" : "signIn.go")}
        </button>
      </form>
    </Door>
  );
}

/** Nothing answers at all: says so and tries again when asked. */
export function Unreachable({ at }: { at: Extract<Session, { at: "unreachable" }> }) {
  return (
    <Door>
      <div class="card pad door" role="alert">
        <h1>{t("load.failed", { what: "Hải Đăng", why: errorText(at.error) })}</h1>
        <button type="button" class="btn pri" onClick={() => void enter()}>
          {t("load.retry")}
        </button>
      </div>
    </Door>
  );
}

function Door({ children }: { children: preact.ComponentChildren }) {
  return (
    <main class="outside">
      <p class="brand">
        <Beacon />
        <span>Hải Đăng</span>
        <small>{t("brand.what")}</small>
      </p>
      {children}
    </main>
  );
}
