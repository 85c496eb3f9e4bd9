import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { SeriesData, Status } from "@haidang/contract/api.ts";
import type { MaintenanceRow } from "@haidang/contract/maintenance.ts";
import type {
  DeviceDetail,
  DeviceRow,
  LinkDetail,
  LinkRow,
  RackRow,
  ServiceRow,
  UnitRow,
  VideoRow,
} from "@haidang/contract/row.ts";
import { noneOfEach, type ObjectStatus } from "@haidang/contract/state.ts";
import type { UptimeGroup, UptimeRow } from "@haidang/contract/uptime.ts";

/** A small province as the API would answer of it: what the tests of the CLI read. */
export const asOfMs = Date.UTC(2026, 10, 23, 6, 5, 9);
const hourMs = 3_600_000;

export const hostileText = "sw\u001b[2J\u202eevil\n=cmd()";

const links: LinkRow[] = [
  {
    ...object("link", "cai-chien-1", "Cái Chiên 1"),
    carrier: "VNPT",
    site: "cai-chien",
    siteName: "UBND xã Cái Chiên",
    cirBps: 200e6,
    role: "primary",
    latency: { rttP50Ms: 12.34, rttP95Ms: 20, lossPct: 0, atMs: asOfMs },
  },
  {
    ...object("link", "co-to-1", "Cô Tô 1"),
    class: "down",
    sinceMs: asOfMs - 2 * hourMs - 600_000,
    reason: "no_reply",
    detail: hostileText,
    carrier: "Viettel",
    unitName: "UBND đặc khu Cô Tô",
    site: "co-to",
    siteName: "Đặc khu Cô Tô",
    cirBps: 200e6,
    role: "primary",
    latency: { rttP50Ms: null, rttP95Ms: null, lossPct: 100, atMs: asOfMs },
  },
  {
    ...object("link", "co-to-2", "Cô Tô 2"),
    soft: { state: "down", attempt: 1, maxAttempts: 3 },
    carrier: "VNPT",
    site: "co-to",
    siteName: "Đặc khu Cô Tô",
    role: "backup",
  },
  {
    ...object("link", "dam-ha-1", "Đầm Hà 1"),
    class: "unknown",
    reason: "agent_silent",
    carrier: "VNPT",
    site: "dam-ha",
    siteName: "UBND xã Đầm Hà",
    role: "primary",
  },
];

const units: UnitRow[] = [
  {
    ...object("unit", "quang-ninh", "Tỉnh Quảng Ninh"),
    unitKind: "province",
    code: "22",
    links: 0,
    devices: 1,
    services: 1,
  },
  {
    ...object("unit", "ubnd-co-to", "UBND đặc khu Cô Tô"),
    class: "degraded",
    reason: "path_down",
    unit: "quang-ninh",
    unitName: "Tỉnh Quảng Ninh",
    unitKind: "commune",
    links: 2,
    devices: 0,
    services: 0,
  },
];

const devices: DeviceRow[] = [
  {
    ...object("device", "core-sw-1", "=Chuyển mạch lõi"),
    address: "10.20.0.2",
    site: "dc",
    siteName: "Trung tâm dữ liệu",
    sysName: hostileText,
    interfaces: 1,
  },
];

const services: ServiceRow[] = [
  {
    ...object("service", "cong-dvc", "Cổng dịch vụ công"),
    url: "https://dichvucong.example.vn/",
    totalMs: 182.5,
    statusCode: 200,
  },
];

const video: VideoRow[] = [
  {
    ...object("video", "co-to-vc", "Điểm cầu Cô Tô"),
    address: "10.20.30.40",
    site: "co-to",
    siteName: "Trụ sở Cô Tô",
    pointKind: "endpoint",
    latency: { rttP50Ms: 12.5, rttP95Ms: 20, lossPct: 0, atMs: asOfMs },
    sip: { statusCode: 486, responseMs: 14.2, inCall: true, atMs: asOfMs },
    h323: { ras: "GCF", gatekeeperName: hostileText, atMs: asOfMs },
  },
];

const racks: RackRow[] = [
  {
    ...object("rack", "dc-a1", "Tủ A1"),
    class: "degraded",
    reason: "member_down",
    site: "dc",
    siteName: "Trung tâm dữ liệu",
    room: "Phòng máy 1",
    heightU: 42,
    devices: 1,
  },
];

const agents: AgentRow[] = [
  agent("hub", { silent: false, lastSeenMs: asOfMs - 2000 }),
  agent("co-to", { silent: true, lastSeenMs: asOfMs - 3 * hourMs, spoolBatches: 12, spoolBytes: 48_000 }),
];

const uptime: UptimeRow[] = [
  uptimeRow("link", "cai-chien-1", { name: "Cái Chiên 1", up: 2_591_482, down: 518, outages: 3 }),
  uptimeRow("link", "co-to-1", {
    name: "Cô Tô 1",
    up: 1_200_000,
    down: 90_000,
    outages: 7,
    unknown: 1_302_000,
  }),
  uptimeRow("link", "co-to-2", { name: "Cô Tô 2", up: 0, down: 0, outages: 0, unmonitored: 2_592_000 }),
];

const groups: UptimeGroup[] = [
  groupRow("VNPT", { memberCount: 2, meanPct: 99.49, anyPathPct: 99.98, worst: uptime[0] }),
  groupRow("=Viettel", { memberCount: 1, meanPct: 93.023, anyPathPct: 93.023, worst: uptime[1] }),
  groupRow("FPT", { memberCount: 1, meanPct: null, anyPathPct: null, worst: undefined }),
];

const series: SeriesData[] = [
  {
    measurement: "icmp",
    field: "rttP95Ms",
    unit: "ms",
    tags: { agent: "hub", kind: "link", id: "cai-chien-1" },
    points: [
      [asOfMs - 600_000, 12.25],
      [asOfMs - 300_000, 1234.5],
    ],
  },
];

function groupRow(
  id: string,
  {
    worst,
    ...more
  }: Pick<UptimeGroup, "memberCount" | "meanPct" | "anyPathPct"> & { worst: UptimeRow | undefined },
): UptimeGroup {
  const { seconds, coveragePct, outages, shortOutages, longestOutageS, mtbfS, mttrS } =
    worst ?? uptimeRow("link", id, { name: id, up: 0, down: 0, outages: 0, unmonitored: 2_592_000 });
  return {
    by: "carrier",
    id,
    name: id,
    memberKind: "link",
    measuredCount: worst === undefined ? 0 : more.memberCount,
    ...more,
    ...{ seconds, coveragePct, outages, shortOutages, longestOutageS, mtbfS, mttrS },
    worst:
      worst === undefined
        ? null
        : { kind: "link", id: worst.id, name: worst.name, pct: worst.availabilityPct ?? 0 },
    sla: worst === undefined ? null : { members: 1, exceeded: 1, allowedS: 100, usedS: 518, leftS: -418 },
  };
}

function object(kind: ObjectStatus["kind"], id: string, name: string): ObjectStatus {
  return {
    kind,
    id,
    name,
    class: "up",
    sinceMs: asOfMs - 26 * hourMs,
    lastResultMs: asOfMs - 4000,
    discovered: false,
  };
}

function agent(id: string, more: Partial<AgentRow>): AgentRow {
  return {
    id,
    hostName: `${id}.example.vn`,
    version: "0.1.0",
    enrolledAtMs: asOfMs - 240 * hourMs,
    release: null,
    lastSeenMs: null,
    silent: false,
    state: "active",
    site: null,
    configVersion: "7f3a",
    configSinceMs: asOfMs - 2 * hourMs,
    configIsNewest: true,
    configRefused: 0,
    credentialSinceMs: asOfMs - 240 * hourMs,
    credentialOffered: false,
    droppedFirstMs: null,
    droppedLastMs: null,
    oldestUnsentS: 0,
    checks: 5,
    spoolBatches: 0,
    spoolBytes: 0,
    droppedPoints: 0,
    icmpBy: "fping",
    reason: null,
    clockOffsetMs: 3,
    clockRoundTripMs: 12,
    clockSynchronised: true,
    ...more,
  };
}

type Share = Partial<UptimeRow["seconds"]> & { name: string; outages: number };

function uptimeRow(kind: UptimeRow["kind"], id: string, { name, outages, ...share }: Share): UptimeRow {
  const seconds = { ...noneOfEach, ...share };
  const measured = seconds.up + seconds.degraded + seconds.down;
  const floor = (part: number, whole: number) =>
    whole === 0 ? null : Math.floor((part / whole) * 100_000) / 1000;
  return {
    kind,
    id,
    name,
    availabilityPct: floor(seconds.up + seconds.degraded, measured),
    coveragePct: floor(measured, measured + seconds.unknown + seconds.unmonitored),
    seconds,
    outages,
    shortOutages: 0,
    longestOutageS: outages === 0 ? 0 : Math.ceil(seconds.down / outages),
    mtbfS: outages === 0 ? null : (seconds.up + seconds.degraded) / outages,
    mttrS: outages === 0 ? null : seconds.down / outages,
    sla: null,
  };
}

const maintenance: MaintenanceRow[] = [
  {
    id: "m-1a2b3c4d",
    scope: { object: { kind: "link", id: "co-to-1" } },
    scopeName: "Cô Tô 1",
    time: { fromMs: asOfMs, toMs: asOfMs + 3_600_000 },
    reason: "thay modem",
    createdMs: asOfMs,
    by: "admin",
    cancelled: null,
    state: "running",
    annotation: false,
    fromMs: asOfMs,
    toMs: asOfMs + 3_600_000,
    objects: 1,
  },
];

const objects: ObjectStatus[] = [...units, ...links, ...devices, ...services, ...video].map((row) => ({
  ...object(row.kind, row.id, row.name),
  class: row.class,
  sinceMs: row.sinceMs,
  ...(row.reason === undefined ? {} : { reason: row.reason }),
  ...(row.detail === undefined ? {} : { detail: row.detail }),
  ...(row.soft === undefined ? {} : { soft: row.soft }),
  ...(row.unitName === undefined ? {} : { unitName: row.unitName }),
}));

const noCounts = { up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0, unmonitored: 0, outOfPeriod: 0 };

function countOf(kind: ObjectStatus["kind"]): Status["counts"]["unit"] {
  const counts = { total: 0, ...noCounts };
  for (const row of objects.filter((one) => one.kind === kind)) {
    counts.total += 1;
    counts[row.class] += 1;
  }
  return counts;
}

const status: Status = {
  counts: {
    unit: countOf("unit"),
    site: countOf("site"),
    link: countOf("link"),
    device: countOf("device"),
    service: countOf("service"),
    video: countOf("video"),
    rack: countOf("rack"),
    heartbeat: countOf("heartbeat"),
  },
  agents: { total: agents.length, silent: 1 },
  objects,
};

const shown: Pick<LinkDetail, "checks" | "intervals" | "uptime"> = {
  checks: [
    {
      id: "icmp:link/co-to-1",
      probe: "icmp",
      agent: "hub",
      intervalMs: 10_000,
      class: "down",
      sinceMs: asOfMs - 2 * hourMs - 600_000,
      reason: "no_reply",
      lastResultMs: asOfMs - 4000,
    },
  ],
  intervals: [
    { fromMs: asOfMs - 24 * hourMs, toMs: asOfMs - 2 * hourMs - 600_000, class: "up" },
    { fromMs: asOfMs - 2 * hourMs - 600_000, toMs: asOfMs, class: "down", reason: "no_reply" },
  ],
  uptime: uptime.slice(1, 2).map((row) => ({ period: "24h", row })),
};

const interfaces: DeviceDetail["interfaces"] = [
  {
    ifName: "Gi0/1",
    ifIndex: 1,
    alias: hostileText,
    speedBps: 1e9,
    adminStatus: "up",
    operStatus: "up",
    inBps: 94_200_000,
    outBps: null,
    inOctets: 1_234_567_890,
    outOctets: 12,
    inErrors: 3,
    outErrors: 0,
    atMs: asOfMs,
  },
];

const sensors: DeviceDetail["sensors"] = [
  {
    oid: ".1.3.6.1.2.1.99.1.1.1.4.1",
    kind: "temperature",
    name: hostileText,
    value: 31.5,
    unit: "C",
    atMs: asOfMs,
  },
];

/** What only a device's own page tells. */
const device: Pick<DeviceDetail, "interfaces" | "sensors"> = { interfaces, sensors };

export const province = {
  device,
  status,
  units,
  links,
  devices,
  services,
  video,
  racks,
  groups,
  agents,
  uptime,
  maintenance,
  series,
  sites: [],
  linkDetails: links.map((row): LinkDetail => ({ ...row, ...shown, load: { unknown: "no_interface" } })),
  shown,
};
