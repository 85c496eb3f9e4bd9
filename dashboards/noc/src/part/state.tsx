import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import { capital } from "../format.ts";
import { t } from "../words/words.ts";
import { Said } from "./said.tsx";

/** Style name of a class: its colour everywhere, see `style/token.css`. */
export const tone: Record<InstantClass, "up" | "deg" | "down" | "unk" | "mnt" | "off"> = {
  up: "up",
  degraded: "deg",
  down: "down",
  unknown: "unk",
  maintenance: "mnt",
  unmonitored: "off",
  outOfPeriod: "off",
};

const shapes: Record<(typeof tone)[InstantClass], preact.JSX.Element> = {
  up: <circle class="g-fill" cx="8" cy="8" r="4.5" />,
  deg: (
    <>
      <path class="g-fill" d="M8 1.3 15.2 14.2H.8z" />
      <path class="g-ink" d="M8 6v4M8 12.1v.1" />
    </>
  ),
  down: (
    <>
      <path class="g-fill" d="M8 .3 15.7 8 8 15.7.3 8z" />
      <path class="g-ink" d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" />
    </>
  ),
  unk: (
    <>
      <circle class="g-ring g-dashed" cx="8" cy="8" r="6.8" />
      <path class="g-line" d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.7-.8 1.3M8 11.6v.1" />
    </>
  ),
  mnt: (
    <>
      <rect class="g-ring" x="1.5" y="1.5" width="13" height="13" rx="3" />
      <path class="g-line" d="M5 11 11 5M4.5 7.5l3-3M8.500 11.5l3-3" />
    </>
  ),
  off: <path class="g-line g-thick" d="M4 8h8" />,
};

/** The shape of a class; the word always stands beside it, so it is silent. */
export function Glyph({ of }: { of: InstantClass }) {
  return (
    <svg class={`gl gl-${tone[of]}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[tone[of]]}
    </svg>
  );
}

/** Shape and word of a class in its colour. */
export function StateWord({ of }: { of: InstantClass }) {
  return (
    <span class={`state live ${tone[of]}`}>
      <Glyph of={of} />
      <span>{capital(t(`class.${of}`))}</span>
    </span>
  );
}

/** Why, in words: the reason, what the device or system said of it, and a failure not confirmed yet. */
export function Why({ object }: { object: Pick<ObjectStatus, "class" | "reason" | "detail" | "soft"> }) {
  const { reason, detail, soft } = object;
  return (
    <>
      {reason !== undefined && <span class="chip">{capital(t(`reason.${reason}`))}</span>}
      {detail !== undefined && detail !== "" && (
        <span class="chip said-chip">
          <Said text={detail} most={160} />
        </span>
      )}
      {soft !== undefined && soft.state !== object.class && (
        <span class="chip">
          {capital(
            t("trouble.soft", {
              state: t(`class.${soft.state}`),
              attempt: soft.attempt,
              max: soft.maxAttempts,
            }),
          )}
        </span>
      )}
    </>
  );
}
