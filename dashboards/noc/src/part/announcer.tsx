import { deviceText } from "@haidang/contract/text.ts";
import { rankOf } from "@haidang/contract/trouble.ts";
import { useEffect, useState } from "preact/hooks";
import { capital } from "../format.ts";
import type { StateChange } from "../live.ts";
import { takeChanges } from "../stream.ts";
import { t } from "../words/words.ts";

const everyMs = 10_000;

/** Tells changes of state to those who listen to the page, at most once in 10 s; losses at once, the rest politely. */
export function Announcer() {
  const [told, setTold] = useState<{ text: string; urgent: boolean }>({ text: "", urgent: false });
  useEffect(() => {
    const timer = setInterval(() => {
      const changes = takeChanges();
      if (changes.length > 0) setTold(announcement(changes));
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="vh">
      <div role="status">{told.urgent ? "" : told.text}</div>
      <div role="alert">{told.urgent ? told.text : ""}</div>
    </div>
  );
}

/** One sentence for what changed, however much it was. */
export function announcement(changes: readonly StateChange[]): { text: string; urgent: boolean } {
  const worst = [...changes].sort((a, b) => rankOf(a.object.class) - rankOf(b.object.class))[0];
  if (worst === undefined) return { text: "", urgent: false };
  const values = { name: deviceText(worst.object.name, 120), state: t(`class.${worst.object.class}`) };
  const text =
    changes.length === 1 ? t("tell.one", values) : t("tell.many", { ...values, count: changes.length });
  return { text: capital(text), urgent: worst.object.class === "down" };
}
