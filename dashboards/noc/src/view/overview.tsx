import { useEffect } from "preact/hooks";
import { kiosk } from "../navigation.ts";
import { Figures } from "../part/figures.tsx";
import { Incidents } from "../part/incidents.tsx";
import { ObjectBrowser } from "../part/object-browser.tsx";
import { SiteGrid } from "../part/site-grid.tsx";
import { Troubles } from "../part/troubles.tsx";
import { WholeMap } from "../part/whole-map.tsx";
import { pageTitle } from "../route.ts";
import { live } from "../stream.ts";
import { t } from "../words/words.ts";

/** How bad it is, what is not well and why, then everything there is. */
export function Overview() {
  const { objects, agents } = live.value;
  const title = t("nav.overview");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const empty = agents !== null && objects.size === 0;
  return (
    <>
      <h1 class="vh">{title}</h1>
      <Figures />
      {empty && <Empty />}
      {!empty && (
        <div class="wall">
          <WholeMap />
          <Incidents />
          <SiteGrid />
        </div>
      )}
      {!kiosk && (
        <div class="overview">
          <Troubles />
          <ObjectBrowser />
        </div>
      )}
    </>
  );
}

function Empty() {
  return (
    <section class="card pad empty">
      <h2>{t("empty.title")}</h2>
      <p>{t("empty.text")}</p>
      <p>
        <code>haidang inventory apply &lt;{t("empty.folder")}&gt;</code>
      </p>
    </section>
  );
}
