import { hostname } from "node:os";
import type { Facts, Finding, Hardware } from "@haidang/contract/agent-protocol.ts";
import type { Check } from "@haidang/contract/check.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { Registry } from "prom-client";
import { addressesOf, usable } from "./config/addresses.ts";
import { diffChecks, type ReadConfig } from "./config/apply.ts";
import { makeFolder } from "./config/folder.ts";
import { identify } from "./config/identify.ts";
import { keepIdentity, readIdentity } from "./config/identity.ts";
import { keptConfig, pullConfig } from "./config/pull.ts";
import { receiveTraps } from "./config/receive-traps.ts";
import { openAgentVault } from "./config/sealed-file.ts";
import type { ReleaseTaker } from "./config/take-release.ts";
import { type Identity, identityPath } from "./enrol/enrol.ts";
import type { ContinuousProbe, Emission, ProbeTable } from "./probe/probe.ts";
import { type ReflectorSettings, startReflector } from "./probe/stamp/reflector.ts";
import { type ClockErrorKeeper, keepClockError, readSynchronisation } from "./probe/stamp/synchronisation.ts";
import type { ClockError } from "./probe/stamp/timestamp.ts";
import { type Scheduler, startScheduler } from "./schedule/scheduler.ts";
import { wholeSecond } from "./schedule/slot.ts";
import { type AgentClock, createAgentClock } from "./self/clock.ts";
import { beganMs, keepFacts } from "./self/facts.ts";
import type { Log } from "./self/log.ts";
import { type Metrics, type Reading, registerMetrics, selfMeasurer, serveMetrics } from "./self/metrics.ts";
import type { Centre } from "./ship/centre.ts";
import type { Centres } from "./ship/centres.ts";
import { factsSender } from "./ship/send-facts.ts";
import { type Shipper, startShipper } from "./ship/shipper.ts";
import { keepTime, type Timekeeper } from "./ship/timekeeper.ts";
import type { TrapPlace } from "./snmp/trap/listener.ts";
import type { Traps } from "./snmp/trap/start-traps.ts";
import { openDiskSpool } from "./spool/disk.ts";
import { type Intake, openIntake } from "./spool/intake.ts";
import type { Spool } from "./spool/spool.ts";

export interface WatchOptions {
  agent: string;
  now: () => number;
  emit: (emission: Emission) => void;
  log: (line: string) => void;
}

export interface AgentOptions {
  /** Origins of the centre, the preferred one first; none for where it enrolled. */
  urls: readonly string[];
  folder: string;
  enrolCode: string | undefined;
  /** Keys of the centre it enrols at. */
  pins?: readonly string[];
  metricsPort: number | undefined;
  version: string;
  log: Log;
  probes: ProbeTable;
  watchIcmp: (options: WatchOptions) => Promise<ContinuousProbe>;
  watchStamp: (options: WatchOptions) => Promise<ContinuousProbe>;
  /** What other agents' STAMP packets are answered with; nothing without it. */
  reflector?: ReflectorSettings | undefined;
  /** Where traps are received; nowhere without it. */
  traps?: TrapPlace | undefined;
  findLocalSnmp: (signal: AbortSignal) => Promise<Finding>;
  findIcmpTool: () => Promise<Facts["icmp"]>;
  readHardware?: (signal: AbortSignal) => Promise<Hardware>;
  /** Takes newer versions of the agent that are offered. */
  release?: ReleaseTaker;
  /** Told of how many checks there are, whenever that is told anew. */
  onChecks?: (count: number) => void;
  /** The machine's clock, UTC ms. */
  now?: () => number;
  /** Whether that clock follows a common one. */
  readSynchronisation?: () => Promise<ClockError>;
  spool?: { maxBytes?: number; maxAgeMs?: number };
}

export interface Agent {
  /** Resolves once enrolled and measuring; rejects with a HaidangError when that cannot be. */
  start(): Promise<void>;
  /** Sends what is measured, tries one last delivery for at most 2 s, closes everything. */
  stop(): Promise<void>;
}

/** Probes that keep their own time. */
const continuousNames = ["icmp", "stamp"] as const;
type ContinuousName = (typeof continuousNames)[number];

const selfIntervalMs = 30_000;
const firstAskMs = 1_500;
const prepareMs = 10_000;
const lastShipMs = 2_000;

export function buildAgent(options: AgentOptions): Agent {
  return new WiredAgent(options);
}

class WiredAgent implements Agent {
  readonly #options: AgentOptions;
  readonly #clock: AgentClock;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  /** Undone in reverse order, so that what feeds the spool ends before the spool does. */
  readonly #undo: (() => Promise<void> | void)[] = [];
  readonly #checks = new Map<string, Check>();
  #starting: Promise<void> = Promise.resolve();
  #scheduler: Scheduler | undefined;
  #traps: Traps | undefined;
  readonly #watchers = new Map<ContinuousName, ContinuousProbe>();

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#clock = createAgentClock({ wall: options.now ?? Date.now, monotonicMs: () => performance.now() });
    this.#now = () => this.#clock.now();
  }

  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    // what start opened meanwhile has to be closed too; how it failed is for its own caller
    await this.#starting.catch(() => undefined);
    for (const undo of this.#undo.reverse().splice(0)) await undo();
  }

  async #start(): Promise<void> {
    const { folder, log, version, metricsPort } = this.#options;
    makeFolder(folder);
    const spool = openDiskSpool({ folder, nowMs: this.#now(), log, ...this.#options.spool });
    this.#undo.push(() => {
      log.info("stopped", { batches: spool.stats().batches });
      spool.close();
    });
    const time = keepTime({ clock: this.#clock, spool, log });
    const clockError = keepClockError(this.#options.readSynchronisation ?? readSynchronisation);
    clockError.use(true);
    this.#undo.push(() => clockError.use(false));
    const read = (): Reading => this.#read(spool, clockError);
    const registry = new Registry();
    const metrics = registerMetrics(registry, version, read);
    const page = metricsPort === undefined ? undefined : await serveMetrics(registry, metricsPort, log);
    this.#undo.push(() => page?.close());
    await this.#reflect();

    const { urls, enrolCode, pins = [] } = this.#options;
    const known = await identify({
      ...{ folder, urls, enrolCode, pins, version, log, time, now: this.#now },
      opened: (centre) => this.#undo.push(() => centre.close()),
      signal: this.#abort.signal,
    });
    if (known === undefined) return;
    const { identity, centre } = known;
    await askTime(time, centre);
    const shipper = this.#ship({ spool, centre, metrics, time });
    const intake = this.#openIntake(identity, spool, shipper);
    time.flushWith(() => intake.flush());
    await this.#measure(identity, intake, metrics);
    this.#measureSelf(identity, { intake, read, time });
    this.#tell(centre);
    this.#pull(identity, centre, shipper);
    log.info("started", { version, url: centre.url, agent: identity.agent });
  }

  #ship(parts: { spool: Spool; centre: Centre; metrics: Metrics; time: Timekeeper }): Shipper {
    const { spool, centre, metrics, time } = parts;
    const shipper = startShipper({
      spool,
      centre,
      log: this.#options.log,
      now: this.#now,
      elapsedMs: () => performance.now(),
      random: Math.random,
      onAnswer: metrics.countAnswer,
      prepare: () => time.ready(centre, prepareMs),
    });
    shipper.start();
    this.#undo.push(() => shipper.stop(lastShipMs));
    return shipper;
  }

  #openIntake(identity: Identity, spool: Spool, shipper: Shipper): Intake {
    const intake = openIntake({
      agent: identity.agent,
      spool,
      now: this.#now,
      onAppend: (lane) => shipper.wake(lane === "state"),
    });
    this.#undo.push(() => intake.flush());
    return intake;
  }

  /** Answers other agents, if told to. That this cannot be is no reason not to measure. */
  async #reflect(): Promise<void> {
    const { reflector: settings, log } = this.#options;
    if (settings === undefined) return;
    try {
      const reflector = await startReflector(settings);
      this.#undo.push(() => reflector.close());
      log.info("reflector_listening", { host: settings.host, port: reflector.port });
    } catch (error) {
      if (!(error instanceof HaidangError)) throw error;
      log.warn("reflector_off", { why: `${error.message} ${error.hint ?? ""}`.trim() });
    }
  }

  /** Starts measuring, with the configuration kept from last time until another comes. */
  async #measure({ agent }: Identity, intake: Intake, metrics: Metrics): Promise<void> {
    const { probes, watchIcmp, watchStamp, log, folder } = this.#options;
    const emit = (emission: Emission): void => {
      intake.take(emission);
      if (emission.urgent) for (const { result } of emission.measurements) this.#hurryPath(result);
    };
    const watching = { agent, now: this.#now, emit, log: (text: string) => log.warn("probe", { text }) };
    this.#watchers.set("icmp", await watchIcmp(watching));
    this.#watchers.set("stamp", await watchStamp(watching));
    const scheduler = startScheduler({
      agent,
      probes,
      now: this.#now,
      emit,
      log,
      onRun: (probe, result, tookMs) => metrics.countRun(probe, result.outcome, tookMs),
    });
    this.#scheduler = scheduler;
    this.#undo.push(async () => {
      await Promise.all([
        scheduler.stop(),
        ...[...this.#watchers.values()].map((watcher) => watcher.close()),
      ]);
    });
    const traps = await receiveTraps({
      agent,
      place: this.#options.traps,
      folder,
      now: this.#now,
      hurry: (checkId, atMs) => scheduler.hurry(checkId, atMs),
      record: (point) => intake.takePoints([point]),
      metrics,
      log,
    });
    this.#traps = traps;
    this.#undo.push(() => traps?.close());
    const kept = keptConfig(folder, openAgentVault(folder), log);
    if (kept !== undefined) this.#apply(kept);
  }

  /** A link that went down or came back may have another path, and its ports tell of it too. */
  #hurryPath({ probe, target }: CheckResult): void {
    if (probe !== "icmp") return;
    for (const other of ["path", "port", "port-near"])
      this.#scheduler?.hurry(`${other}:${objectKey(target)}`, this.#now());
  }

  #apply({ version, checks, unknown }: ReadConfig): void {
    const { log } = this.#options;
    for (const { check, why } of unknown) log.warn("check_unknown", { check, why });
    const { added, changed, removed } = diffChecks(this.#checks, checks);
    const before = [...this.#checks.values()];
    this.#checks.clear();
    for (const check of checks) this.#checks.set(check.id, check);
    const scheduled = (list: readonly Check[]): Check[] => list.filter((check) => !isContinuous(check));
    this.#scheduler?.update({ added: scheduled(added), changed: scheduled(changed), removed });
    this.#traps?.watch(checks.filter((check) => check.probe === "snmp"));
    const gone = before.filter(({ id }) => removed.includes(id));
    const touched = new Set<string>([...added, ...changed, ...gone].map(({ probe }) => probe));
    for (const [name, watcher] of this.#watchers) {
      if (touched.has(name)) watcher.watch(checks.filter(({ probe }) => probe === name));
    }
    this.#options.onChecks?.(checks.length);
    log.info("config_applied", {
      version,
      checks: checks.length,
      added: added.length,
      changed: changed.length,
      removed: removed.length,
    });
  }

  #measureSelf(
    { agent }: Identity,
    { intake, read, time }: { intake: Intake; read: () => Reading; time: Timekeeper },
  ): void {
    const point = selfMeasurer(agent);
    const take = (): void => intake.takePoints([point(read(), wholeSecond(this.#now()))]);
    take();
    const timer = setInterval(take, selfIntervalMs);
    const watching = time.watch(take);
    this.#undo.push(() => {
      clearInterval(timer);
      watching.stop();
    });
  }

  #tell(centre: Centre): void {
    const { version, findLocalSnmp, findIcmpTool, readHardware, log } = this.#options;
    const { signal } = this.#abort;
    const send = factsSender(centre, log, signal);
    const asked = { findLocalSnmp, findIcmpTool, readHardware };
    const beginnings = beganMs(this.#now());
    // ends by the signal; a command of the system it may be waiting for must not hold up the stop
    void keepFacts({ hostName: hostname, version, beginnings, ...asked, log, send, signal });
  }

  /** Over plain HTTP there is nothing to know a key by. */
  #trust(pins: readonly string[], identity: Identity, centre: Centre): void {
    if (!centre.url.startsWith("https:")) return;
    const path = identityPath(this.#options.folder);
    if (JSON.stringify(readIdentity(path)?.pins) === JSON.stringify(pins)) return;
    keepIdentity(path, { ...(readIdentity(path) ?? identity), pins: [...pins] });
    centre.trust(pins);
  }

  /** Kept, so that the next start knows them too; what was asked for stays as a last resort. */
  #reachAt(told: readonly string[], identity: Identity, centre: Centres): void {
    const { urls: asked, folder, log } = this.#options;
    const path = identityPath(folder);
    const kept = readIdentity(path) ?? identity;
    const { urls, faults } = usable(told);
    for (const why of faults) log.warn("centre_address_unusable", { why });
    if (JSON.stringify(kept.told ?? []) === JSON.stringify(urls)) return;
    const { told: _former, ...rest } = kept;
    const next = urls.length === 0 ? rest : { ...rest, told: urls };
    keepIdentity(path, next);
    centre.reachAt(addressesOf(asked, next));
    log.info("centre_addresses", { urls: addressesOf(asked, next).join(", ") });
  }

  /** Kept before it is used: once it was, the former one is void. */
  #renew(token: string, identity: Identity, centre: Centre): void {
    const path = identityPath(this.#options.folder);
    const kept = readIdentity(path) ?? identity;
    if (kept.token === token) return;
    keepIdentity(path, { ...kept, token });
    centre.useToken(token);
    this.#options.log.info("credential_renewed");
  }

  #pull(identity: Identity, centre: Centres, shipper: Shipper): void {
    const { folder, log, release } = this.#options;
    this.#undo.push(() => release?.close());
    const pulled = pullConfig(
      {
        ...{ folder, vault: openAgentVault(folder), centre, log },
        now: this.#now,
        random: Math.random,
        apply: (config) => {
          this.#apply(config);
          release?.heard(config, centre);
        },
        trust: (pins) => this.#trust(pins, identity, centre),
        reachAt: (urls) => this.#reachAt(urls, identity, centre),
        renew: (token) => this.#renew(token, identity, centre),
        onReached: () => {
          shipper.wake(true);
          release?.reached(centre);
        },
        signal: this.#abort.signal,
      },
      "",
    );
    this.#undo.push(() => pulled);
  }

  #read(spool: Spool, clockError: ClockErrorKeeper): Reading {
    const { batches, bytes, oldestMs, droppedPoints, droppedBy, droppedRange, damagedFiles } = spool.stats();
    const { running, stuck } = this.#scheduler?.stats() ?? { running: 0, stuck: 0 };
    return {
      spoolBatches: batches,
      spoolBytes: bytes,
      spoolAgeS: oldestMs === undefined ? 0 : Math.max(0, (this.#now() - oldestMs) / 1000),
      droppedPoints,
      droppedBy,
      droppedRange,
      damagedFiles,
      checks: this.#checks.size,
      running,
      stuck,
      clock: this.#clock.standing(),
      clockSynchronised: clockError.get().synchronised,
    };
  }
}

/** Asks for the time once before anything is measured; a control plane that is away holds nothing up. */
async function askTime(time: Timekeeper, centre: Centre): Promise<void> {
  try {
    await time.ready(centre, firstAskMs);
  } catch (error) {
    // until it answers the machine's clock counts, and what it stamped is mended then
    if (!(error instanceof HaidangError)) throw error;
  }
}

function isContinuous({ probe }: Check): boolean {
  return continuousNames.some((name) => name === probe);
}
