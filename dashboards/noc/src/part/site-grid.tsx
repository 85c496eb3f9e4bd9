import { objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { useMemo } from "preact/hooks";
import { formatNumber } from "../format.ts";
import { type Area, areasOf, largeArea } from "../province.ts";
import { objectPath } from "../route.ts";
import { language } from "../setting.ts";
import { live } from "../stream.ts";
import { countClasses } from "../well.ts";
import { t } from "../words/words.ts";
import { ClassParts } from "./figures.tsx";
import { Said } from "./said.tsx";
import { Glyph, tone } from "./state.tsx";

/** Every site as a tile under its unit; units keep their places, tiles stand worst first. */
export function SiteGrid() {
  const { objects } = live.value;
  const chosen = language.value;
  return useMemo(() => {
    const areas = areasOf(objects);
    if (areas.length === 0) return null;
    const counts = countClasses(objects.values(), "site");
    return (
      <section class="card sites" aria-labelledby="sites-title">
        <header>
          <h2 id="sites-title">{t("grid.title", { count: formatNumber(counts.total, 0, chosen) })}</h2>
          <ClassParts counts={counts} />
        </header>
        <div class="areas">
          {areas.map((area) => (
            <AreaTiles key={area.id} area={area} />
          ))}
        </div>
      </section>
    );
  }, [objects, chosen]);
}

function AreaTiles({ area: { id, name, sites } }: { area: Area }) {
  return (
    <section class={sites.length > largeArea ? "area large" : "area"}>
      <h3>
        <a href={objectPath("unit", id)}>
          <Said text={shortName(name)} most={80} />
        </a>
      </h3>
      <p class="tiles" role="img" aria-label={areaText(sites)}>
        {sites.map((site) => (
          <i key={objectKey(site)} class={`tile ${tone[site.class]}`} title={siteText(site)}>
            {site.class !== "up" && <Glyph of={site.class} />}
          </i>
        ))}
      </p>
    </section>
  );
}

const siteText = (site: ObjectStatus) =>
  t("tell.one", { name: deviceText(site.name, 120), state: t(`class.${site.class}`) });

/** The usual short forms of wards and townships; there is no room for more on a tile. */
const shortName = (name: string) => name.replace(/^Phường /, "P. ").replace(/^Thị trấn /, "TT. ");

const mostNamed = 5;

/** Those that are not well by name, the others by their number. */
function areaText(sites: readonly ObjectStatus[]): string {
  const unwell = sites.filter((site) => site.class !== "up");
  const well = t("grid.up", { count: sites.length - unwell.length });
  return [...unwell.slice(0, mostNamed).map(siteText), well].join("; ");
}
