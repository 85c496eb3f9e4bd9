import { languages } from "@haidang/contract/text.ts";
import { useState } from "preact/hooks";
import { dash, formatClock, formatDate, formatSpan } from "../format.ts";
import { kiosk } from "../navigation.ts";
import type { Route } from "../route.ts";
import { asError, signOut } from "../session.ts";
import { chooseLanguage, chooseTheme, language, theme } from "../setting.ts";
import { fresh, nowMs, pageIsOld, silentMs } from "../stream.ts";
import { errorText, t } from "../words/words.ts";
import { Beacon, Icon } from "./icon.tsx";
import { Search } from "./search.tsx";
import { Segment } from "./segment.tsx";

export function Header({ route }: { route: Route }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <a class="skip" href="#content">
        {t("nav.skip")}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <Beacon />
          <span>Hải Đăng</span>
          <small>{t("brand.what")}</small>
        </a>
        {kiosk ? <span class="nav" /> : <Menu route={route} open={open} onOpen={() => setOpen(!open)} />}
        {!kiosk && <Search />}
        <Freshness />
        {!kiosk && <Tools open={open} />}
        <Clock />
      </header>
      <Bands />
    </>
  );
}

function Menu({ route, open, onOpen }: { route: Route; open: boolean; onOpen: () => void }) {
  return (
    <nav class="nav" aria-label={t("nav.label")}>
      <a href="/" aria-current={route.view === "overview" ? "page" : undefined}>
        <Icon name="map" />
        {t("nav.overview")}
      </a>
      <a href="/data-centre" aria-current={route.view === "data-centre" ? "page" : undefined}>
        <Icon name="rack" />
        {t("nav.dataCentre")}
      </a>
      <a
        href="/conferences"
        aria-current={route.view === "conferences" || route.view === "conference" ? "page" : undefined}
      >
        <Icon name="meeting" />
        {t("nav.conferences")}
      </a>
      <a href="/works" class="wide" aria-current={route.view === "works" ? "page" : undefined}>
        <Icon name="works" />
        {t("nav.works")}
      </a>
      <a
        href="/reports"
        class="wide"
        aria-current={route.view === "reports" || route.view === "report" ? "page" : undefined}
      >
        <Icon name="report" />
        {t("nav.reports")}
      </a>
      <a href="/agents" class="wide" aria-current={route.view === "agents" ? "page" : undefined}>
        <Icon name="agent" />
        {t("nav.agents")}
      </a>
      <button type="button" class="more" aria-expanded={open} aria-controls="tools" onClick={onOpen}>
        <Icon name="more" />
        {t("nav.more")}
      </button>
    </nav>
  );
}

function Tools({ open }: { open: boolean }) {
  const [failure, setFailure] = useState("");
  const leave = () => {
    signOut().catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  return (
    <div id="tools" class={open ? "tools open" : "tools"}>
      <Others />
      <Segment
        label={t("tool.language")}
        value={language.value}
        onChoose={chooseLanguage}
        choices={languages.map((value) => ({
          value,
          text: value.toUpperCase(),
          label: value === "vi" ? "Tiếng Việt" : "English",
        }))}
      />
      <Segment
        label={t("tool.theme")}
        value={theme.value}
        onChoose={chooseTheme}
        choices={[
          { value: "dark", text: t("tool.dark") },
          { value: "light", text: t("tool.light") },
        ]}
      />
      <button type="button" class="btn small" onClick={leave}>
        {t("tool.signOut")}
      </button>
      {failure !== "" && <span role="alert">{failure}</span>}
    </div>
  );
}

/** Pages that are seldom asked for, and on a small screen all that do not fit below. */
function Others() {
  const shut = (event: MouseEvent & { currentTarget: HTMLElement }) =>
    event.currentTarget.closest("details")?.removeAttribute("open");
  const pages = [
    ["/works", "nav.works", true],
    ["/reports", "nav.reports", true],
    ["/agents", "nav.agents", true],
    ["/alerting", "nav.alerting", false],
    ["/inventory", "nav.inventory", false],
    ["/people", "nav.people", false],
  ] as const;
  return (
    <details class="others">
      <summary class="btn small">{t("nav.others")}</summary>
      <nav aria-label={t("nav.others")}>
        {pages.map(([href, word, isNarrow]) => (
          <a key={href} href={href} class={isNarrow ? "narrow" : ""} onClick={shut}>
            {t(word)}
          </a>
        ))}
      </nav>
    </details>
  );
}

/** The dot and the age of what is shown. */
function Freshness() {
  const how = fresh.value;
  const ageMs = silentMs.value;
  return (
    <span class={`fresh ${how}`}>
      <i aria-hidden="true" />
      <span class="num">
        {ageMs === null
          ? t("fresh.waiting")
          : t("fresh.data", { age: formatSpan(ageMs / 1000, language.value) })}
      </span>
    </span>
  );
}

function Clock() {
  const now = nowMs.value;
  return (
    <div class="clock">
      <b>{now === null ? dash : formatClock(now)}</b>
      <span>{now === null ? "" : formatDate(now)}</span>
      {fresh.value === "lost" && <small>{t("fresh.localClock")}</small>}
    </div>
  );
}

/** Whatever makes everything on the page doubtful, in words. */
function Bands() {
  const now = nowMs.value;
  const lost = fresh.value === "lost" && now !== null;
  return (
    <div role="alert">
      {lost && (
        <p class="band down">
          {t("fresh.lost", { since: formatClock(now - (silentMs.value ?? 0)).slice(0, 5) })}
        </p>
      )}
      {pageIsOld.value && (
        <p class="band deg">
          {t("page.old")}{" "}
          <button type="button" class="btn small" onClick={() => location.reload()}>
            {t("page.reload")}
          </button>
        </p>
      )}
    </div>
  );
}
