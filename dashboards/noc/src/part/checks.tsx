import type { CheckStatus } from "@haidang/contract/row.ts";
import { formatSpan } from "../format.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { Since } from "./elapsed.tsx";
import { Said } from "./said.tsx";
import { StateWord } from "./state.tsx";

/** What measures an object, and what each said last. */
export function Checks({ checks }: { checks: readonly CheckStatus[] }) {
  return (
    <section class="card">
      <header>
        <h2>{t("checks.title")}</h2>
      </header>
      {checks.length === 0 ? (
        <p class="quiet">{t("checks.none")}</p>
      ) : (
        <table class="checks">
          <thead>
            <tr>
              <th scope="col">{t("checks.probe")}</th>
              <th scope="col">{t("column.state")}</th>
              <th scope="col" class="opt">
                {t("checks.agent")}
              </th>
              <th scope="col" class="opt n">
                {t("checks.every")}
              </th>
              <th scope="col" class="n">
                {t("checks.last")}
              </th>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <tr key={check.id}>
                <th scope="row">
                  <b>{check.probe.toUpperCase()}</b>
                </th>
                <td>
                  <StateWord of={check.class} />
                  {(check.reason !== undefined || check.detail !== undefined) && (
                    <span class="under">
                      {check.reason !== undefined && t(`reason.${check.reason}`)}
                      {check.reason !== undefined && check.detail !== undefined && " · "}
                      {check.detail !== undefined && <Said text={check.detail} />}
                    </span>
                  )}
                </td>
                <td class="opt">
                  <Said text={check.agent} most={63} />
                </td>
                <td class="opt n">{formatSpan(check.intervalMs / 1000, language.value)}</td>
                <td class="n">
                  <Since ms={check.lastResultMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
