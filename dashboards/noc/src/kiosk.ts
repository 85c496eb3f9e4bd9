import { effect } from "@preact/signals";
import { goTo } from "./navigation.ts";
import { live } from "./stream.ts";

/** Pages of the wall in turn, and how long each stands. */
const turns = [
  { path: "/", stayMs: 40_000 },
  { path: "/data-centre", stayMs: 20_000 },
] as const;
const heldMs = 120_000;
const pausedMs = 60_000;
const shiftEveryMs = 600_000;
const shiftsPx = [0, 2, 4, 2, 0, -2, -4, -2] as const;

export interface Turn {
  at: number;
  /** When the next page comes, by the page's steady clock. */
  untilMs: number;
}

/** The page that stands now: the next once its time is over. `usable` are those with something on them. */
export function nextTurn(turn: Turn, nowMs: number, usable: (path: string) => boolean): Turn {
  if (nowMs < turn.untilMs) return turn;
  for (let step = 1; step <= turns.length; step += 1) {
    const at = (turn.at + step) % turns.length;
    const next = turns[at];
    if (next !== undefined && usable(next.path)) return { at, untilMs: nowMs + next.stayMs };
  }
  return { at: 0, untilMs: nowMs + turns[0].stayMs };
}

const hasRacks = () => [...live.peek().objects.values()].some(({ kind }) => kind === "rack");

/** Turns the pages; a new critical incident shows the overview, a key stops the turning for a while. Returns how to stop. */
export function runKiosk(): () => void {
  document.documentElement.classList.add("kiosk");
  let turn: Turn = { at: 0, untilMs: performance.now() + turns[0].stayMs };
  const seen = new Set(live.peek().incidents.keys());
  const show = (next: Turn) => {
    const changed = next.at !== turn.at;
    turn = next;
    const path = turns[turn.at]?.path ?? "/";
    if (changed || location.pathname !== path) goTo(path);
  };
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const next = nextTurn(turn, nowMs, (path) => path === "/" || hasRacks());
    if (next !== turn) show(next);
    const shift = shiftsPx[Math.floor(nowMs / shiftEveryMs) % shiftsPx.length] ?? 0;
    document.body.style.translate = `${shift}px ${shift}px`;
  }, 1000);
  const watch = effect(() => {
    for (const [id, { incident }] of live.value.incidents) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (incident.severity === "critical" && incident.state !== "resolved")
        show({ at: 0, untilMs: performance.now() + heldMs });
    }
  });
  const onKey = () => {
    turn = { ...turn, untilMs: Math.max(turn.untilMs, performance.now() + pausedMs) };
  };
  document.addEventListener("keydown", onKey);
  return () => {
    clearInterval(timer);
    watch();
    document.removeEventListener("keydown", onKey);
    document.documentElement.classList.remove("kiosk");
  };
}
