import { acknowledgeRoutes } from "./acknowledge.ts";
import { agentRoutes } from "./agent.ts";
import { alertRoutes } from "./alerts.ts";
import { auditRoutes } from "./audit.ts";
import { certificateRoutes } from "./certificate.ts";
import { conferenceRoutes } from "./conferences.ts";
import { dataCentreRoutes } from "./data-centre.ts";
import { entryRoutes } from "./entries.ts";
import { evidenceRoutes } from "./evidence.ts";
import { healthRoutes } from "./health.ts";
import { heartbeatRoutes } from "./heartbeats.ts";
import { historyRoutes } from "./history.ts";
import { incidentRoutes } from "./incidents.ts";
import { influxRoutes } from "./influx.ts";
import { inventoryRoutes } from "./inventory.ts";
import { maintenanceRoutes } from "./maintenance.ts";
import { notificationRoutes } from "./notifications.ts";
import { objectRoutes } from "./objects.ts";
import { prometheusRoutes } from "./prometheus.ts";
import { mapRoutes } from "./province-map.ts";
import { releaseRoutes } from "./releases.ts";
import { reportRoutes } from "./reports.ts";
import type { Route } from "./route.ts";
import { secretRoutes } from "./secrets.ts";
import { seriesRoutes } from "./series.ts";
import type { Services } from "./services.ts";
import { sessionRoutes } from "./session.ts";
import { sheetRoutes } from "./sheet.ts";
import { silenceRoutes } from "./silences.ts";
import { storeRoutes } from "./store.ts";
import { streamRoutes } from "./stream.ts";
import { tokenRoutes } from "./tokens.ts";
import { treeRoutes } from "./tree.ts";
import { userRoutes } from "./users.ts";
import { verdictRoutes } from "./verdict.ts";

/** Every table of routes, as one. */
export function routesOf(app: Services): Route[] {
  return [
    healthRoutes,
    sessionRoutes,
    agentRoutes,
    objectRoutes,
    heartbeatRoutes,
    releaseRoutes,
    historyRoutes,
    seriesRoutes,
    storeRoutes,
    mapRoutes,
    dataCentreRoutes,
    inventoryRoutes,
    entryRoutes,
    sheetRoutes,
    maintenanceRoutes,
    treeRoutes,
    incidentRoutes,
    conferenceRoutes,
    reportRoutes,
    evidenceRoutes,
    notificationRoutes,
    acknowledgeRoutes,
    alertRoutes,
    silenceRoutes,
    streamRoutes,
    tokenRoutes,
    secretRoutes,
    certificateRoutes,
    userRoutes,
    auditRoutes,
    influxRoutes,
    prometheusRoutes,
    verdictRoutes,
  ].flatMap((table) => table(app));
}
