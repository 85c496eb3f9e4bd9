import { signInWaysSchema } from "@haidang/contract/user.ts";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api.ts";
import { Beacon } from "../part/icon.tsx";
import { enter, type Session, signIn, signInAs, signInProvided } from "../session.ts";
import { errorText, t } from "../words/words.ts";
import { Field, useSubmit } from "./field.tsx";

type Why = Extract<Session, { at: "out" }>["why"];
const notices = {
  code: "signIn.codeFailed",
  ended: "signIn.out",
  password: "signIn.passwordSet",
  provider: "signIn.providerFailed",
  "not-granted": "signIn.providerForbidden",
  "provider-away": "signIn.providerAway",
} as const;

/** Where the control plane sends a browser on to the OpenID provider. */
const providerUrl = "/api/v1/session/provider";

/** What the OpenID provider is called; null until it is known that there is one. */
function useProvider(): string | null {
  const [name, setName] = useState<string | null>(null);
  useEffect(() => {
    get("/session/ways", signInWaysSchema).then(
      ({ data }) => setName(data.provider),
      // the form says so itself as soon as it is used
      () => setName(null),
    );
  }, []);
  return name;
}

/** Name and password; or the OpenID provider; or the key, with where it lies. */
export function SignIn({ why }: { why: Why }) {
  const [byKey, setByKey] = useState(why === "code");
  const provider = useProvider();
  return (
    <Door>
      {byKey ? <ByKey why={why} /> : <ByName why={why} />}
      {provider !== null && (
        <a class="btn" href={providerUrl}>
          {t("signIn.provider", { name: provider })}
        </a>
      )}
      <button type="button" class="btn small" onClick={() => setByKey(!byKey)}>
        {t(byKey ? "signIn.byName" : "signIn.byKey")}
      </button>
    </Door>
  );
}

function ByName({ why }: { why: Why }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const form = useSubmit(
    () => signInAs(user.trim(), password, code.trim()),
    (error) => {
      if (error.code !== "second_factor") return error.code === "unauthorized" ? t("signIn.wrong") : null;
      setAsked(true);
      return asked ? t("signIn.wrong") : "";
    },
  );
  return (
    <form class="card pad door" onSubmit={form.submit}>
      <Heading why={why} />
      <Field label={t("signIn.user")} name="user" autocomplete="username" value={user} onType={setUser} />
      <Field
        {...{ label: t("signIn.password"), name: "password", autocomplete: "current-password" }}
        {...{ secret: true, value: password, onType: setPassword }}
      />
      {asked && (
        <Field
          {...{ label: t("signIn.secondFactor"), name: "code", autocomplete: "one-time-code" }}
          {...{ value: code, onType: setCode }}
        />
      )}
      <Go form={form} ready={user.trim() !== "" && password !== ""} />
    </form>
  );
}

/** The code of the second factor, after the provider. */
export function ProviderCode() {
  const [code, setCode] = useState("");
  const form = useSubmit(
    () => signInProvided(code.trim()),
    (error) => (error.code === "unauthorized" ? t("signIn.wrong") : null),
  );
  return (
    <Door>
      <form class="card pad door" onSubmit={form.submit}>
        <h1>{t("signIn.providerCode")}</h1>
        <Field
          {...{ label: t("signIn.secondFactor"), name: "code", autocomplete: "one-time-code" }}
          {...{ value: code, onType: setCode }}
        />
        <Go form={form} ready={code.trim() !== ""} />
      </form>
    </Door>
  );
}

function ByKey({ why }: { why: Why }) {
  const [key, setKey] = useState("");
  const form = useSubmit(
    () => signIn(key.trim()),
    (error) => (error.code === "unauthorized" ? t("signIn.keyWrong") : null),
  );
  return (
    <form class="card pad door" onSubmit={form.submit}>
      <Heading why={why} />
      <Field
        {...{ label: t("signIn.key"), name: "key", autocomplete: "current-password" }}
        {...{ secret: true, value: key, onType: setKey, describedBy: "where" }}
      />
      <p id="where" class="t2">
        {t("signIn.where")}
      </p>
      <Go form={form} ready={key.trim() !== ""} />
    </form>
  );
}

function Heading({ why }: { why: Why }) {
  return (
    <>
      <h1>{t("signIn.title")}</h1>
      {why !== null && (
        <p class="notice" role="status">
          {t(notices[why])}
        </p>
      )}
    </>
  );
}

function Go({ form, ready }: { form: ReturnType<typeof useSubmit>; ready: boolean }) {
  return (
    <>
      <p class="wrong" role="alert">
        {form.failure}
      </p>
      <button type="submit" class="btn pri" disabled={form.going || !ready}>
        {t(form.going ? "signIn.going" : "signIn.go")}
      </button>
    </>
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

export function Door({ children }: { children: preact.ComponentChildren }) {
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
