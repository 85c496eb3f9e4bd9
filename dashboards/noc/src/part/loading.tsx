import { useEffect, useState } from "preact/hooks";
import { dash } from "../format.ts";
import { t } from "../words/words.ts";

/** A dash at first, the word after 3 s: nothing that flashes by on a quick answer. */
export function Loading() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 3000);
    return () => clearTimeout(timer);
  }, []);
  return <p class="quiet">{slow ? t("load.loading") : dash}</p>;
}
