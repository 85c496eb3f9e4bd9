import { type ProvinceMap as Province, provinceMapSchema } from "@haidang/contract/province-map.ts";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { lazily } from "../lazily.tsx";
import { t } from "../words/words.ts";
import { Failure } from "./failure.tsx";

const Drawn = lazily<{ map: Province }>(async () => (await import("./province-map.tsx")).ProvinceMap);
const everyMs = 600_000;

/** The map of the province, where there are outlines or places to draw. */
export function WholeMap() {
  const fetched = useFetched("map", async () => (await get("/map", provinceMapSchema)).data, everyMs);
  const { data } = fetched;
  if (data !== null && data.outlines.length === 0 && data.places.length === 0) return null;
  return (
    <section class="card map-card" aria-labelledby="map-title">
      <h2 id="map-title" class="vh">
        {t("map.title")}
      </h2>
      <Failure of={fetched} what={t("map.title")} />
      {data === null ? <div class="map" /> : <Drawn map={data} />}
    </section>
  );
}
