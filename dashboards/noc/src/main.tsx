import "./no-eval.ts";
import "./style/font.css";
import "./style/token.css";
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/frame.css";
import "./style/part.css";
import "./style/detail.css";
import "./style/incident.css";
import "./style/wall.css";
import "./style/plant.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { listenToApi } from "./api.ts";
import { App } from "./app.tsx";
import { codeIn, isBackFromProvider, passwordCodeIn } from "./route.ts";
import { ended, enter } from "./session.ts";
import { applySettings } from "./setting.ts";
import { noteTime, pageIsOld } from "./stream.ts";

applySettings();
listenToApi({ onTime: noteTime, onSignedOut: ended });

const reloadedAt = "haidang.reloadedAt";
const reloadAgainMs = 600_000;
// A wall nobody touches has to get over an upgrade of the control plane by itself, but never reload in circles.
effect(() => {
  if (!pageIsOld.value) return;
  const lastMs = Number(sessionStorage.getItem(reloadedAt) ?? 0);
  if (Date.now() - lastMs < reloadAgainMs) return;
  sessionStorage.setItem(reloadedAt, String(Date.now()));
  location.reload();
});

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element #app");
render(<App />, root);
// A sign-in link opened in a tab that already shows the page only changes what follows the #.
addEventListener("hashchange", () => {
  const { hash } = location;
  if (codeIn(hash) !== null || passwordCodeIn(hash) !== null || isBackFromProvider(hash)) void enter();
});
void enter();
