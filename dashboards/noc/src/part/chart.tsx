import { type ObjectRef, objectKey } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { useFetched } from "../fetched.ts";
import { dash, formatClock, formatLoss, formatMs } from "../format.ts";
import { language, theme } from "../setting.ts";
import { nowMs, watchLatency } from "../stream.ts";
import { breakGaps, extend, type MeasuredWindow, medianOf } from "../window.ts";
import { t } from "../words/words.ts";
import { askWindows, type ChartRange, type ChartSubject, chartRanges, rangeOf } from "./chart-source.ts";
import { Failure } from "./failure.tsx";
import { Loading } from "./loading.tsx";
import { columns, type Drawing, plot } from "./plot.ts";
import { Segment } from "./segment.tsx";

/** Latency of an object (or how long a service took) over a chosen period, growing as the stream brings more. */
export function Chart(props: {
  object: ObjectRef;
  subject: ChartSubject;
  /** Time between measurements; a hole much longer than this is drawn as a hole. */
  intervalMs: number;
  intervals: readonly Interval[];
}) {
  const { object, subject, intervalMs, intervals } = props;
  const [range, setRange] = useState<ChartRange>("1h");
  const { lengthMs, stepS, againMs } = rangeOf[range];
  const ask = () => {
    const toMs = nowMs.peek() ?? Date.now();
    return askWindows(subject, object, { fromMs: toMs - lengthMs, toMs, stepS });
  };
  const asked = useFetched(`${subject} ${objectKey(object)} ${range}`, ask, againMs);
  const streamed = useStreamed(object, subject);
  const toMs = nowMs.value ?? Date.now();
  const fromMs = toMs - lengthMs;
  const stepMs = stepS === null ? null : stepS * 1000;
  const windows = extend(asked.data ?? [], streamed, { fromMs, stepMs });
  const gapMs = Math.max(intervalMs * 2.5, (stepMs ?? 0) * 1.5);
  const what = t(`chart.${subject}`);
  return (
    <section class="card chart">
      <header>
        <h2>{what}</h2>
        <Segment
          label={t("chart.range")}
          value={range}
          onChoose={setRange}
          choices={chartRanges.map((value) => ({ value, text: t(`chart.${value}`) }))}
        />
      </header>
      <Legend subject={subject} />
      <Failure of={asked} what={what} />
      {asked.data === null && asked.error === null && <Loading />}
      {asked.data !== null && windows.length === 0 && <p class="quiet">{t("chart.none")}</p>}
      <Plot
        drawing={{ windows: breakGaps(windows, gapMs), intervals, fromMs, toMs }}
        subject={subject}
        what={what}
        key={`${theme.value} ${language.value}`}
      />
    </section>
  );
}

function Legend({ subject }: { subject: ChartSubject }) {
  return (
    <p class="legend">
      <span>
        <i class="k-line" aria-hidden="true" />
        {t(subject === "latency" ? "chart.median" : "chart.value")}
      </span>
      <span>
        <i class="k-band" aria-hidden="true" />
        {t("chart.spread")}
      </span>
      {subject === "latency" && (
        <span>
          <i class="k-loss low" aria-hidden="true" />
          <i class="k-loss mid" aria-hidden="true" />
          <i class="k-loss high" aria-hidden="true" />
          {t("chart.loss")}
        </span>
      )}
    </p>
  );
}

/** More than a day of windows of 10 s. */
const mostStreamed = 9000;

/** Windows the stream brought since this object's chart was opened. */
function useStreamed(object: ObjectRef, subject: ChartSubject): readonly MeasuredWindow[] {
  const [streamed, setStreamed] = useState<readonly MeasuredWindow[]>([]);
  const key = objectKey(object);
  useEffect(() => {
    setStreamed([]);
    if (subject !== "latency") return;
    return watchLatency(key, ({ timeMs, rttP50Ms, rttMinMs, rttMaxMs, lossPct }) => {
      const window = { timeMs, middle: rttP50Ms, least: rttMinMs, most: rttMaxMs, lossPct };
      setStreamed((before) => [...before, window].slice(-mostStreamed));
    });
  }, [key, subject]);
  return streamed;
}

function Plot({ drawing, subject, what }: { drawing: Drawing; subject: ChartSubject; what: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const shown = useRef<Drawing>({ ...drawing });
  const [pointed, setPointed] = useState<number | null>(null);
  Object.assign(shown.current, drawing);

  useEffect(() => {
    const into = frame.current;
    if (into === null) return;
    const made = plot(into, shown.current, { language: language.peek(), cursor: setPointed });
    chart.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: into.clientWidth, height: made.height }));
    resized.observe(into);
    // The digits of the axes are drawn with whatever font is there at that moment.
    void document.fonts.ready.then(() => made.redraw());
    return () => {
      resized.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, []);
  const { windows, intervals, toMs } = drawing;
  // Drawn again when any of what it shows is another, and every 5 s as the period slides on.
  useEffect(() => {
    chart.current?.setData(columns(shown.current.windows));
  }, [windows.length, windows.at(-1)?.timeMs, windows[0]?.timeMs, intervals.length, Math.floor(toMs / 5000)]);

  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (step === 0 || windows.length === 0) return;
    event.preventDefault();
    const at = Math.min(windows.length - 1, Math.max(0, (pointed ?? windows.length) + step));
    const timeMs = windows[at]?.timeMs;
    if (timeMs === undefined || chart.current === null) return;
    chart.current.setCursor({ left: chart.current.valToPos(timeMs, "x"), top: 0 });
  };
  const window =
    pointed === null
      ? windows.findLast(({ lossPct, middle }) => lossPct !== null || middle !== null)
      : windows[pointed];
  return (
    <>
      <div
        class="plot"
        ref={frame}
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read single measurements.
        tabIndex={0}
        aria-label={sentence(windows, what)}
        onKeyDown={move}
      />
      <p class="readout num">{window === undefined ? dash : readout(window, subject)}</p>
    </>
  );
}

function ms(value: number | null): string {
  return value === null ? dash : `${formatMs(value, language.value)} ms`;
}

function readout({ timeMs, middle, least, most, lossPct }: MeasuredWindow, subject: ChartSubject): string {
  return t(subject === "latency" ? "chart.readout" : "chart.readoutPlain", {
    time: formatClock(timeMs),
    median: ms(middle),
    least: ms(least),
    most: ms(most),
    loss: lossPct === null ? dash : formatLoss(lossPct, language.value),
  });
}

function sentence(windows: readonly MeasuredWindow[], what: string): string {
  const least = windows.flatMap((window) => window.least ?? []);
  const most = windows.flatMap((window) => window.most ?? []);
  const loss = windows.flatMap((window) => window.lossPct ?? []);
  return t("chart.sentence", {
    what,
    median: ms(medianOf(windows)),
    least: ms(least.length === 0 ? null : Math.min(...least)),
    most: ms(most.length === 0 ? null : Math.max(...most)),
    loss:
      loss.length === 0
        ? dash
        : formatLoss(loss.reduce((sum, pct) => sum + pct, 0) / loss.length, language.value),
  });
}
