import type { InterfaceRow } from "@haidang/contract/row.ts";
import type { InstantClass } from "@haidang/contract/state.ts";
import { dash, formatBps, formatNumber } from "../format.ts";
import { language } from "../setting.ts";
import { t, wordOr } from "../words/words.ts";
import { Said } from "./said.tsx";
import { Glyph, tone } from "./state.tsx";

/** A device's interfaces with what goes in and out of them now. */
export function Interfaces({ rows }: { rows: readonly InterfaceRow[] }) {
  return (
    <section class="card">
      <header>
        <h2>{t("interfaces.title")}</h2>
      </header>
      {rows.length === 0 ? (
        <p class="quiet">{t("interfaces.none")}</p>
      ) : (
        <table class="interfaces">
          <thead>
            <tr>
              <th scope="col">{t("interfaces.name")}</th>
              <th scope="col" class="c-state">
                {t("interfaces.status")}
              </th>
              <th scope="col" class="c-rate n">
                {t("interfaces.in")}
              </th>
              <th scope="col" class="c-rate n">
                {t("interfaces.out")}
              </th>
              <th scope="col" class="c-rate n opt">
                {t("interfaces.speed")}
              </th>
              <th scope="col" class="c-rate n opt">
                {t("interfaces.errors")}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...rows]
              .sort((a, b) => a.ifIndex - b.ifIndex)
              .map((row) => (
                <Row key={`${row.ifIndex} ${row.ifName}`} row={row} />
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ row }: { row: InterfaceRow }) {
  const count = (value: number) => formatNumber(value, 0, language.value);
  const state = stateOf(row);
  return (
    <tr>
      <th scope="row">
        <Said text={row.ifName} most={80} />
        {row.alias !== "" && (
          <span class="under">
            <Said text={row.alias} most={120} />
          </span>
        )}
      </th>
      <td class="c-state">
        <span class={`state ${tone[state]}`}>
          <Glyph of={state} />
          <span>
            {row.adminStatus === "down"
              ? t("interfaces.adminDown")
              : wordOr(`ifStatus.${row.operStatus}`, row.operStatus)}
          </span>
        </span>
      </td>
      <td class="n live">{rate(row.inBps)}</td>
      <td class="n live">{rate(row.outBps)}</td>
      <td class="n opt">{row.speedBps > 0 ? formatBps(row.speedBps, language.value) : dash}</td>
      <td class="n opt">
        {count(row.inErrors)} / {count(row.outErrors)}
      </td>
    </tr>
  );
}

/** A port that was switched off is not a fault; one that is on and not up is. */
function stateOf({ adminStatus, operStatus }: InterfaceRow): InstantClass {
  if (adminStatus === "down" || operStatus === "notPresent") return "unmonitored";
  if (operStatus === "up") return "up";
  return operStatus === "down" || operStatus === "lowerLayerDown" ? "down" : "unknown";
}

function rate(bps: number | null): string {
  return bps === null ? dash : formatBps(bps, language.value);
}
