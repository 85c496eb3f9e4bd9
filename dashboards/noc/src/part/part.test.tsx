import { countsOfNone } from "@haidang/contract/api.ts";
// @vitest-environment happy-dom
import { noneOfEach, type ObjectStatus } from "@haidang/contract/state.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hear, nothingHeard } from "../live.ts";
import { chooseLanguage } from "../setting.ts";
import { live } from "../stream.ts";
import { announcement } from "./announcer.tsx";
import { Figures } from "./figures.tsx";
import { Interfaces } from "./interfaces.tsx";
import { LinkWay } from "./link-way.tsx";
import { extraOf, ObjectTable } from "./object-table.tsx";
import { Ribbon } from "./ribbon.tsx";
import { Troubles } from "./troubles.tsx";
import { Uptime, UptimeCell } from "./uptime.tsx";

const hostile = '<img src=x onerror="globalThis.hurt=1">\u202egnp.exe\n<script>hurt()</script>';

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement("div");
  document.body.append(root);
  chooseLanguage("vi");
  live.value = nothingHeard;
});
afterEach(() => {
  render(null, root);
  root.remove();
});

function link(id: string, more: Partial<ObjectStatus> = {}): ObjectStatus {
  return { kind: "link", id, name: id, class: "up", sinceMs: 0, lastResultMs: 0, discovered: false, ...more };
}
function know(...objects: ObjectStatus[]): void {
  const data = { counts: countsOfNone(), agents: { total: 1, silent: 0 }, objects };
  live.value = hear(nothingHeard, [{ event: { name: "snapshot", data }, atMs: 0 }]);
}
function uptime(availabilityPct: number | null, coveragePct: number | null, down = 0): UptimeRow {
  const seconds = { ...noneOfEach, down };
  return {
    kind: "link",
    id: "a",
    name: "a",
    availabilityPct,
    coveragePct,
    seconds,
    outages: down > 0 ? 1 : 0,
    shortOutages: 0,
    longestOutageS: down,
    mtbfS: null,
    mttrS: null,
    sla: null,
  };
}
const text = () => (root.textContent ?? "").replace(/\s+/g, " ");

describe("text from devices", () => {
  test("is text and one line, wherever it is shown", () => {
    know(link("a", { name: hostile, class: "down", reason: "no_reply", detail: hostile, carrier: hostile }));
    render(
      <>
        <Troubles />
        <ObjectTable
          kind="link"
          objects={[...live.value.objects.values()]}
          extra={new Map()}
          sort="name"
          onSort={() => undefined}
        />
        <Interfaces
          rows={[
            {
              ifName: hostile,
              ifIndex: 1,
              alias: hostile,
              speedBps: 0,
              adminStatus: hostile,
              operStatus: hostile,
              inBps: null,
              outBps: null,
              inOctets: 0,
              outOctets: 0,
              inErrors: 0,
              outErrors: 0,
              atMs: 0,
            },
          ]}
        />
      </>,
      root,
    );
    expect(root.querySelector("img, script")).toBeNull();
    expect(root.textContent).toContain("<script>hurt()</script>");
    expect(root.textContent).not.toMatch(/[\u202e\n]/u);
    expect(root.innerHTML).not.toContain("style=");
  });
});

describe("figures", () => {
  test("show parts that add up to the total, in words", () => {
    know(
      link("a"),
      link("b", { class: "degraded" }),
      link("c", { class: "down" }),
      link("d", { class: "unknown" }),
    );
    render(<Figures />, root);
    const card = root.querySelector(".figure");
    expect(card?.querySelector(".big")?.textContent).toBe("2/4");
    const parts = [...(card?.querySelectorAll(".parts b") ?? [])].map(({ textContent }) =>
      Number(textContent),
    );
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(4);
    expect(card?.textContent).toContain("không xác định");
  });
  test("before the first word of the stream show a dash, not a nought", () => {
    render(<Figures />, root);
    expect(root.querySelector(".big")?.textContent).toBe("–");
  });
});

describe("the list of what is not well", () => {
  test("is empty in words", () => {
    know(link("a", { sinceMs: Date.UTC(2026, 10, 8, 19, 17) }));
    render(<Troubles />, root);
    expect(text()).toContain("Không có gì bất thường. Thay đổi gần nhất: 02:17 09/11/2026.");
  });
  test("says a failure that is not confirmed yet as such", () => {
    know(link("a", { class: "degraded", soft: { state: "down", attempt: 2, maxAttempts: 3 } }));
    render(<Troubles />, root);
    expect(text()).toContain("Chưa xác nhận: mất kết nối, lần 2 trên 3");
  });
});

describe("availability", () => {
  test("on too little data shows the coverage and no percentage of availability", () => {
    render(<UptimeCell row={uptime(99.9, 94.999)} />, root);
    expect(text()).toContain("độ phủ 94%");
    expect(text()).not.toContain("99,9");
    render(<Uptime periods={[{ period: "24h", row: uptime(99.9, 62) }]} />, root);
    expect(text()).toContain("Chưa đủ dữ liệu, độ phủ 62,0%");
  });
  test("on enough is cut to two digits; on none says so", () => {
    render(<UptimeCell row={uptime(99.999, 95)} />, root);
    expect(text()).toBe("99,99%");
    render(<UptimeCell row={uptime(null, null)} />, root);
    expect(text()).toBe("Chưa đo");
  });
});

describe("rows", () => {
  test("strike through what nobody can vouch for", () => {
    const unknown = link("a", { class: "unknown" });
    const extra = new Map([["link/a" as const, extraOf({ rttP50Ms: 8.66, lossPct: 0 }, undefined)]]);
    render(
      <ObjectTable kind="link" objects={[unknown]} extra={extra} sort="name" onSort={() => undefined} />,
      root,
    );
    const cells = [...root.querySelectorAll("td.doubtful")].map(({ textContent }) => textContent);
    expect(cells).toEqual(["8,6", "0%"]);
  });
  test("follow the language chosen", () => {
    const draw = () =>
      render(
        <ObjectTable
          kind="link"
          objects={[link("a", { class: "down" })]}
          extra={new Map()}
          sort="name"
          onSort={() => undefined}
        />,
        root,
      );
    draw();
    expect(text()).toContain("Mất kết nối");
    chooseLanguage("en");
    draw();
    expect(text()).toContain("Down");
  });
});

test("of very many rows the first stand, and all once they are asked for", async () => {
  const objects = Array.from({ length: 1234 }, (_, at) => link(`l-${at}`));
  const table = (
    <ObjectTable kind="link" objects={objects} extra={new Map()} sort="state" onSort={() => {}} />
  );
  render(table, root);
  expect(root.querySelectorAll("tbody tr")).toHaveLength(500);
  const [button] = [...root.querySelectorAll("button")].filter(
    ({ textContent }) => textContent === "Hiện cả 1.234",
  );
  button?.click();
  await expect.poll(() => root.querySelectorAll("tbody tr").length).toBe(1234);
});

test("a ribbon tells in words what it draws, and a short outage keeps a width that can be seen", () => {
  const hour = 3_600_000;
  render(
    <Ribbon
      fromMs={0}
      toMs={24 * hour}
      intervals={[
        { fromMs: 0, toMs: 23 * hour, class: "up" },
        { fromMs: 23 * hour, toMs: 23 * hour + 1000, class: "down" },
      ]}
    />,
    root,
  );
  expect(root.querySelector("[role=img]")?.getAttribute("aria-label")).toBe(
    "Trạng thái 24 giờ qua: hoạt động 23 giờ, mất kết nối 1 giây",
  );
  expect(Number(root.querySelector(".r-down")?.getAttribute("width"))).toBeGreaterThanOrEqual(2);
});

describe("what is told aloud", () => {
  test("is one sentence, urgent only for a loss", () => {
    const down = { object: link("Cái Chiên", { class: "down" }), from: "up" as const };
    const up = { object: link("Cô Tô"), from: "down" as const };
    expect(announcement([up])).toEqual({ text: "Cô Tô: hoạt động", urgent: false });
    expect(announcement([up, down])).toEqual({
      text: "2 thay đổi trạng thái, nặng nhất là Cái Chiên: mất kết nối",
      urgent: true,
    });
  });
});

describe("a link's traffic and path", () => {
  const busy = { p95Bps: 24e6, p95Pct: 12, peakBps: 180e6, peakPct: 90, measuredPct: 99.7 };

  test("shows shares of the CIR, hops and the MTU; what the network says is text", () => {
    const link = {
      utilisation: { inBps: 10e6, outBps: null, inPct: 5, outPct: null, atMs: 0 },
      load: { device: "r", ifName: "wan", atSite: true, in: busy, out: null },
      path: {
        atMs: 0,
        reached: false,
        hops: [
          { hop: 1, address: hostile, rttMs: 1 },
          { hop: 2, address: null, rttMs: null },
        ],
        pmtuBytes: 1400,
        changes: [],
      },
    };
    render(<LinkWay link={link} />, root);
    const text = root.textContent ?? "";
    expect(text).toContain("5,0% (10 Mb/s)");
    expect(text).toContain("90,0% (180 Mb/s)");
    expect(text).toContain("1.400 byte");
    expect(text).toContain("→ * → …");
    expect(root.querySelector("img, script")).toBeNull();
  });

  test("says why it does not know", () => {
    render(<LinkWay link={{ load: { unknown: "no_interface" } }} />, root);
    expect(root.textContent).toContain("danh mục chưa ghi cổng");
    expect(root.textContent).toContain("chưa dò được trong bảy ngày");
  });
});
