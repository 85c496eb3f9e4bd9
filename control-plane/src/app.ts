import { randomBytes } from "node:crypto";
import { emptyInventory } from "@haidang/contract/object.ts";
import type { FastifyInstance } from "fastify";
import { listener, type Patience } from "./api/listener.ts";
import { createLiveHub } from "./api/live.ts";
import { tellLive } from "./api/live-events.ts";
import { openApiRoutes } from "./api/openapi.ts";
import { addPage } from "./api/page.ts";
import { routesOf } from "./api/routes.ts";
import { addRoutes, createServer } from "./api/server.ts";
import type { Services } from "./api/services.ts";
import { createAttempts } from "./auth/attempts.ts";
import { auditing } from "./auth/audit.ts";
import { createAuth } from "./auth/auth.ts";
import { createPasswords, type PasswordCost } from "./auth/password.ts";
import { openProviderDoor } from "./auth/provider-door.ts";
import { createSecondFactor } from "./auth/second-factor.ts";
import { openSecrets } from "./auth/secrets.ts";
import { createTokens } from "./auth/tokens.ts";
import { createUsers } from "./auth/users.ts";
import { sitesToEase } from "./conference/ease.ts";
import { openConferences } from "./conference/open.ts";
import type { VaultFile } from "./config/vault-file.ts";
import { createDeployment } from "./fleet/deploy.ts";
import { createFleet, silentAfterMs } from "./fleet/fleet.ts";
import { createHeartbeats } from "./fleet/heartbeats.ts";
import { createReleases } from "./fleet/releases.ts";
import { agentSeen, createSelfWatch } from "./fleet/self-watch.ts";
import { createIncidents } from "./incident/create.ts";
import { createIngest } from "./ingest/ingest.ts";
import { openCabling } from "./inventory/cabling.ts";
import { usersOfSecrets } from "./inventory/secret.ts";
import { createMutes } from "./mute/mutes.ts";
import { createDeadman, type DeadmanSettings } from "./notify/deadman.ts";
import { type EgressRules, readEgressRules } from "./notify/egress.ts";
import { openNotify } from "./notify/open.ts";
import { isSilent } from "./query/agents.ts";
import { createMonthly } from "./report/monthly.ts";
import { createReports } from "./report/reports.ts";
import type { Log } from "./self/log.ts";
import { createMetrics } from "./self/metrics.ts";
import { wellness } from "./self/well.ts";
import { openAssignments } from "./state/assignments.ts";
import { createEngine } from "./state/engine.ts";
import { createPast } from "./state/past.ts";
import type { RecordStore } from "./store/records.ts";
import type { SeriesStore } from "./store/series.ts";
import type { ServerCertificate } from "./tls/certificate.ts";
import type { OwnCertificate } from "./tls/own-certificate.ts";
import { createInvestigator } from "./verdict/investigator.ts";

export interface AppOptions {
  series: SeriesStore;
  records: RecordStore;
  adminKey: string;
  /** Where records and measurements lie; its disk is watched. */
  dataFolder?: string;
  vault: VaultFile;
  /** Undefined speaks plain HTTP, which is for loopback only. */
  certificate?: OwnCertificate | ServerCertificate | undefined;
  trustedProxies?: readonly string[];
  /** Files a backup with keys has besides. */
  keyFiles?: () => string[];
  patience?: Patience;
  /** What a password costs to work out; the usual one unless a test is in a hurry. */
  passwordCost?: PasswordCost;
  /** Folder of the built page. */
  pageFolder: string;
  now: () => number;
  log: Log;
  version: string;
  /** What channels may reach within; without it the open Internet alone. */
  egress?: EgressRules;
  /** Where people reach the page, for the links of messages. */
  publicUrl?: string | undefined;
  /** Where agents reach it, the preferred one first. */
  agentAddresses?: readonly string[];
  signInProvider?: Parameters<typeof openProviderDoor>[0];
  deadman?: DeadmanSettings | undefined;
}

/** The control plane, wired: buildable in a test, listening nowhere yet. */
export interface App extends Services {
  server: FastifyInstance;
  /** Plain HTTP for this machine alone, beside TLS; resolves with the port. */
  listenLocally(): Promise<number>;
  /** Begins to watch itself at this address, and to keep time; others reach it at `publicUrl`. */
  begin(selfUrl: string, publicUrl?: string): void;
  stop(): Promise<void>;
}

const certificateEveryMs = 5_000;
/** Short, since it is part of how long an outage takes to be told. */
const incidentBeatMs = 200;
const selfWatchEveryMs = 30_000;
const conferenceEveryMs = 15_000;
/** Reports are due at a minute of a day. */
const reportsEveryMs = 30_000;
const retentionEveryMs = 3_600_000;
const dayMs = 24 * 3_600_000;

export async function buildApp(options: AppOptions): Promise<App> {
  const { series, now, log, certificate } = options;
  const records = auditing(options.records);
  const stopping = new AbortController();
  const attempts = createAttempts();
  const tokens = createTokens(records);
  const users = createUsers(records);
  const secondFactor = createSecondFactor(users);
  const assignments = openAssignments(records);
  const engine = createEngine(records, assignments);
  const secrets = openSecrets({
    records,
    vault: options.vault,
    usersOf: () => usersOfSecrets(records.inventory.current()?.inventory ?? emptyInventory),
    sealFilesAnew: () => {
      if (certificate !== undefined && "sealAnew" in certificate) certificate.sealAnew();
    },
    onChange: () => fleet.configChanged(new Set(fleet.list().map(({ id }) => id))),
  });
  const ownSecrets = {
    get: secrets.get,
    put: (name: string, value: string) => secrets.put(name, value, { actor: "haidang", nowMs: now() }),
  };
  const releases = createReleases(records, ownSecrets);
  const fleet = createFleet(records, assignments, {
    secretOf: secrets.get,
    pins: () => certificate?.pins() ?? [],
    addresses: options.agentAddresses ?? [],
    releases,
  });
  let selfUrl: string | undefined;
  let othersUrl: string | undefined;
  const local = listener(
    (request, response) => server.routing(request, response),
    undefined,
    options.patience,
  );
  const cabling = openCabling(records);
  const tree = { records, assignments, engine, fleet, neighbours: cabling.list };
  const deployment = createDeployment({
    ...tree,
    selfUrl: () => selfUrl,
    easedSites: (ofWorld, nowMs) => sitesToEase(records.conferences.list(nowMs), ofWorld, nowMs),
  });
  const { world } = deployment;
  const agentCounts = () => {
    const agents = fleet.active();
    return {
      total: agents.length,
      silent: agents.filter((agent) => isSilent(agent, silentAfterMs, now())).length,
    };
  };
  const investigator = createInvestigator({
    ...{ records, assignments, engine, world, silentAfterMs },
    agents: fleet.active,
    upSinceMs: now(),
  });
  const ingest = createIngest({ series, records, engine, world, now });
  const mutes = createMutes(records, world);
  const selfWatch = createSelfWatch({
    series,
    folder: options.dataFolder,
    agents: fleet.active,
    fleet,
    assignments,
    channels: () => notify.channels(),
    now,
  });
  const incidents = createIncidents({
    records,
    engine,
    world,
    assignments,
    mutes,
    others: () => ({ agents: fleet.list().map(agentSeen), faults: selfWatch.faults(), silentAfterMs }),
    judge: investigator,
    now,
    log,
  });
  const past = createPast(records, assignments);
  const reports = createReports({ records, assignments, past, world, deployment, investigator });
  const monthly = createMonthly({
    ...{ records, reports, inventory: deployment.inventory },
    onFault: (error) =>
      log("error", "a report could not be made; it is tried again", { error: String(error) }),
  });
  const { notify, links } = openNotify({
    ...{
      records,
      incidents,
      now,
      log,
      dataFolder: options.dataFolder ?? "data",
      linkSecret: options.adminKey,
    },
    inventory: { version: world, read: deployment.inventory },
    secrets: ownSecrets,
    egress: options.egress ?? readEgressRules(undefined),
    publicUrl: options.publicUrl,
    composeReport: monthly.compose,
  });
  const conferences = openConferences({ series, records, engine, world, notify, log });
  const wellInside = wellness({ series, records, movedMs: notify.movedMs, tickedMs: () => tickedMs, now });
  const deadman =
    options.deadman === undefined
      ? undefined
      : createDeadman({ settings: options.deadman, inside: wellInside, log });
  let tickedMs: number | undefined;
  const timers: NodeJS.Timeout[] = [];
  const server = await createServer({
    log,
    certificate,
    trustedProxies: options.trustedProxies ?? [],
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  });

  const app: App = {
    server,
    series,
    records,
    attempts,
    tokens,
    secrets,
    certificate,
    keyFiles: options.keyFiles ?? (() => []),
    publicUrl: () => othersUrl,
    agentAddresses: options.agentAddresses ?? [],
    users,
    secondFactor,
    auth: createAuth({
      records,
      adminKey: options.adminKey,
      attempts,
      users,
      passwords: createPasswords(options.passwordCost),
      secondFactor,
      refused: (what) => log("warn", "an attempt to get in was refused", what),
      agentOf: fleet.agentOf,
      tokenOf: tokens.find,
    }),
    providerDoor: openProviderDoor(options.signInProvider),
    fleet,
    agents: fleet.list,
    agentCounts,
    assignments,
    engine,
    past,
    investigator,
    deployment,
    world,
    ingest,
    releases,
    heartbeats: createHeartbeats({
      ...{ records, world, assignments, ingest, log },
      secrets: ownSecrets,
    }),
    mutes,
    incidents,
    notify,
    conferences,
    reports,
    monthly,
    acknowledgeLinks: links,
    wellInside,
    live: createLiveHub(randomBytes(4).toString("hex")),
    metrics: createMetrics({ statuses: engine.statuses, agents: agentCounts }),
    now,
    stopping: stopping.signal,
    async listenLocally() {
      await new Promise<void>((resolve, reject) => {
        local.once("error", reject).listen(0, "127.0.0.1", resolve);
      });
      const address = local.address();
      return typeof address === "object" && address !== null ? address.port : 0;
    },
    begin(url, publicUrl) {
      selfUrl = url;
      othersUrl = publicUrl;
      timers.push(setInterval(() => certificate?.check(now()), certificateEveryMs));
      deployment.refresh(now());
      timers.push(
        setInterval(() => {
          fleet.keepUp(now());
          deployment.keepUp(now());
          engine.tick(now());
          tickedMs = now();
        }, 1000),
      );
      timers.push(setInterval(investigate, 1000));
      timers.push(setInterval(() => void app.heartbeats.tick(now()), 1000));
      timers.push(setInterval(stepIncidents, incidentBeatMs));
      tickedMs = now();
      notify.begin();
      timers.push(setInterval(() => void monthly.step(now()), reportsEveryMs));
      deadman?.begin();
      timers.push(setInterval(() => void lookAtSelf(), selfWatchEveryMs));
      timers.push(
        setInterval(() => {
          deployment.ease(now());
          void conferences.tick(now());
        }, conferenceEveryMs),
      );
      timers.push(setInterval(() => void retain(), retentionEveryMs));
      void retain();
    },
    async stop() {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      deadman?.stop();
      await notify.stop();
      local.closeAllConnections();
      if (local.listening) await new Promise((resolve) => local.close(resolve));
      await server.close();
      await series.close();
      records.close();
    },
  };

  async function lookAtSelf(): Promise<void> {
    try {
      await selfWatch.look();
    } catch (error) {
      if (!stopping.signal.aborted)
        log("error", "the control plane could not look at itself", { error: String(error) });
    }
  }

  function investigate(): void {
    try {
      investigator.tick(now());
      if (cabling.settle(now())) deployment.refresh(now());
    } catch (error) {
      log("warn", "evidence could not be kept; it is tried again in a second", { error: String(error) });
    }
  }

  function stepIncidents(): void {
    if (!incidents.isDue(now())) return;
    try {
      incidents.step(now());
    } catch (error) {
      log("error", "incidents could not be kept; what is wrong is looked at again", { error: String(error) });
    }
  }

  async function retain(): Promise<void> {
    try {
      for (const { stepMs, keepMs } of series.tiers) {
        if (keepMs === null) continue;
        // by whole days, which the embedded store has only to unlink
        const beforeMs = Math.floor((now() - keepMs) / dayMs) * dayMs;
        if (series.dropTierBefore !== undefined) await series.dropTierBefore(stepMs, beforeMs);
        else if (stepMs === 0) await series.dropBefore(beforeMs);
      }
    } catch (error) {
      log("warn", "old measurements could not be dropped; they are tried again in an hour", {
        error: String(error),
      });
    }
  }

  tellLive(app);
  app.ingest.onPoints(cabling.heed);
  app.ingest.onPoints((points) => investigator.heed(points, now()));
  const routes = routesOf(app);
  addRoutes(server, [...routes, ...openApiRoutes(routes, options.version)], {
    auth: app.auth,
    tokens,
    audit: records.audit,
    seen: fleet.seen,
    requireActive: fleet.requireActive,
    now,
  });
  await addPage(server, options.pageFolder);
  return app;
}
