import { t } from "../words/words.ts";

export function Missing() {
  return (
    <section class="card pad empty">
      <h1>{t("object.missing")}</h1>
      <p>{t("object.missingText")}</p>
      <p>
        <a class="btn" href="/">
          {t("object.back")}
        </a>
      </p>
    </section>
  );
}
