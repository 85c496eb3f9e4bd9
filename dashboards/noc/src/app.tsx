import { useEffect } from "preact/hooks";
import { runKiosk } from "./kiosk.ts";
import { lazily } from "./lazily.tsx";
import { followLinks, kiosk, route } from "./navigation.ts";
import { Announcer } from "./part/announcer.tsx";
import { Hatches } from "./part/hatch.tsx";
import { Header } from "./part/header.tsx";
import { Loading } from "./part/loading.tsx";
import type { Route } from "./route.ts";
import { session } from "./session.ts";
import { fresh, openStream } from "./stream.ts";
import { Later } from "./view/later.tsx";
import { Missing } from "./view/missing.tsx";
import { Overview } from "./view/overview.tsx";
import { ProviderCode, SignIn, Unreachable } from "./view/sign-in.tsx";

const Agents = lazily(async () => (await import("./view/agents.tsx")).Agents);
const DataCentrePage = lazily(async () => (await import("./view/data-centre.tsx")).DataCentrePage);
const IncidentPage = lazily(async () => (await import("./view/incident.tsx")).IncidentPage);
const ObjectPage = lazily(async () => (await import("./view/object.tsx")).ObjectPage);
const Password = lazily(async () => (await import("./view/password.tsx")).Password);
const SecondFactor = lazily(async () => (await import("./view/second-factor.tsx")).SecondFactor);

const reports = () => import("./view/reports-module.tsx");
const alerting = () => import("./view/alerting.tsx");
const inventory = () => import("./view/inventory.tsx");
const people = () => import("./view/people.tsx");
const works = () => import("./view/works.tsx");
const meetings = () => import("./view/meetings.tsx");

/** The page: outside while there is no session, inside with the stream open. */
export function App() {
  const now = session.value;
  switch (now.at) {
    case "asking":
      return <Loading />;
    case "unreachable":
      return <Unreachable at={now} />;
    case "password":
      return <Password code={now.code} />;
    case "provider":
      return <ProviderCode />;
    case "second-factor":
      return <SecondFactor />;
    case "out":
      return <SignIn why={now.why} />;
    case "in":
      return <Inside />;
  }
}

function Inside() {
  useEffect(openStream, []);
  useEffect(followLinks, []);
  useEffect(() => (kiosk ? runKiosk() : undefined), []);
  const at = route.value;
  return (
    <div class={`page is-${fresh.value}`}>
      <Hatches />
      <Header route={at} />
      <main id="content" tabIndex={-1}>
        <View at={at} />
      </main>
      <Announcer />
    </div>
  );
}

function View({ at }: { at: Route }) {
  switch (at.view) {
    case "overview":
      return <Overview />;
    case "agents":
      return <Agents />;
    case "conferences":
      return <Later load={meetings} show={({ Conferences }) => <Conferences />} />;
    case "conference":
      return (
        <Later load={meetings} show={({ ConferencePage }) => <ConferencePage key={at.id} id={at.id} />} />
      );
    case "data-centre":
      return <DataCentrePage />;
    case "reports":
      return <Later load={reports} show={({ Reports }) => <Reports />} />;
    case "report":
      return <Later load={reports} show={({ ReportPage }) => <ReportPage key={at.id} number={at.id} />} />;
    case "alerting":
      return <Later load={alerting} show={({ Alerting }) => <Alerting />} />;
    case "inventory":
      return <Later load={inventory} show={({ Inventory }) => <Inventory />} />;
    case "people":
      return <Later load={people} show={({ People }) => <People />} />;
    case "works":
      return <Later load={works} show={({ Works }) => <Works />} />;
    case "incident":
      return <IncidentPage key={at.id} id={at.id} />;
    case "object":
      return <ObjectPage key={`${at.kind}/${at.id}`} kind={at.kind} id={at.id} />;
    case "missing":
      return <Missing />;
  }
}
