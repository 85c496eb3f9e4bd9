import type { SensorRow } from "@haidang/contract/row.ts";
import { capital, formatNumber } from "../format.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { Said } from "./said.tsx";

/** What a device senses now: temperatures, batteries, optics, the states of its parts. */
export function Sensors({ rows }: { rows: readonly SensorRow[] }) {
  return (
    <section class="card">
      <header>
        <h2>{t("sensors.title")}</h2>
      </header>
      <table class="interfaces">
        <thead>
          <tr>
            <th scope="col">{t("sensors.name")}</th>
            <th scope="col">{t("sensors.kind")}</th>
            <th scope="col" class="c-rate n">
              {t("sensors.value")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.oid} ${row.name}`}>
              <th scope="row">
                <Said text={row.name} most={80} />
              </th>
              <td class="t2">{capital(t(`sensor.${row.kind}`))}</td>
              <td class="n live">
                <Reading row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A state is told by its word, where the profile knows one; anything else by its figure. */
function Reading({ row }: { row: SensorRow }) {
  if (row.status !== undefined) return <Said text={row.status} most={40} />;
  const figure = formatNumber(row.value, Number.isInteger(row.value) ? 0 : 2, language.value);
  return (
    <>
      {figure} <Said text={row.unit} most={12} />
    </>
  );
}
