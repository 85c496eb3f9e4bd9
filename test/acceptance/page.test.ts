import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

const lacking = missing("root", "ip", "fping", "chromium");

describe.skipIf(lacking.length > 0)(titled("the page in a real browser", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    lab = await openLab("page");
    haidang = installHaidang(lab);
    await haidang.start();
    await haidang.apply(`
units: [{ id: dao, name: Xã đảo Cái Chiên, kind: commune }]
sites: [{ id: dao, name: "UBND <img src=x onerror=alert(2)> Cái Chiên", unit: dao, coordinates: [107.7, 21.3] }]
racks: [{ id: t1, name: "Tủ <script>alert(3)</script> 1", site: dao }]
devices:
  - { id: d1, name: "Máy <svg onload=alert(4)> 1", site: dao, address: 127.0.0.9, rack: { id: t1, u: 3 }, feeds: [a] }
  - { id: d2, name: Thanh nguồn A, site: dao, address: 127.0.0.8, rack: { id: t1, u: 1 }, supplies: { feed: a, as: strip } }
links: [{ id: dao, name: "Quảng Hà – <img src=x onerror=alert(1)> Cái Chiên", site: dao, address: ${lab.siteAddress} }]
`);
    // A browser that lives on the hub: the page is on its loopback only.
    const wrapper = join(haidang.data, "chromium.sh");
    const [file, line] = lab.on("hub", "/usr/bin/chromium");
    writeFileSync(wrapper, `#!/bin/sh\nexec ${file} ${line.join(" ")} "$@"\n`, { mode: 0o755 });
    browser = await chromium.launch({
      executablePath: wrapper,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    });
    page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(haidang.url) && !request.url().startsWith("data:"))
        faults.push(request.url());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
  });

  it("opens with the printed link, once, and shows what is watched", async () => {
    const link = /http:\/\/\S+#code=\S+/.exec(haidang.printed())?.[0];
    if (link === undefined) throw new Error("no sign-in link was printed");
    await page.goto(link);
    await page.getByText("Xã đảo Cái Chiên").first().waitFor({ timeout: 15_000 });
    expect(page.url()).not.toContain("code=");
    const other = await browser.newPage();
    await other.goto(link);
    await other.locator("input[type=password]").waitFor({ timeout: 10_000 });
    await other.close();
  });

  it("moves within 5 s when a cable is cut and when it is mended", async () => {
    await page.goto(`${haidang.url}/link/dao`);
    const state = page.locator(".head .tag");
    await state.filter({ hasText: "Hoạt động" }).waitFor({ timeout: 15_000 });
    await lab.cut();
    await state.filter({ hasText: "Mất kết nối" }).waitFor({ timeout: 5000 });
    await lab.restore();
    await state.filter({ hasText: "Hoạt động" }).waitFor({ timeout: 5000 });
  });

  it("shows the incident of a cut cable with its cause, and acknowledging it by a key is kept", async () => {
    await page.goto(`${haidang.url}/`);
    await page.locator(".cases header").waitFor({ timeout: 10_000 });
    await lab.cut();
    await page.locator(".troubles .at-down").first().waitFor({ timeout: 5000 });
    await page.locator(".case-list a", { hasText: "Quảng Hà" }).click({ timeout: 10_000 });
    await page.getByRole("button", { name: "Tiếp nhận" }).waitFor({ timeout: 5000 });
    await page.locator(".hypotheses").getByText("ngừng trả lời").waitFor({ timeout: 5000 });
    await page.keyboard.press("a");
    await page.locator(".acts .saving").filter({ hasText: "đang lưu" }).waitFor({ state: "detached" });
    await page.reload();
    await page.locator(".log").getByText("Đã tiếp nhận").waitFor({ timeout: 5000 });
    await page.getByText("Tự xác định nguyên nhân").click();
    await page.getByLabel("Nguyên nhân", { exact: true }).selectOption("power_lost");
    await page.getByLabel("Vì sao: báo cáo có ghi").fill("điện lực <i>báo</i>");
    await page.getByRole("button", { name: "Xác định", exact: true }).click();
    await page.locator(".log").getByText("điện lực <i>báo</i>").waitFor({ timeout: 5000 });
    await page.locator(".acts .saving").filter({ hasText: "đang lưu" }).waitFor({ state: "detached" });
    await page.locator("h1").filter({ hasText: "Mất điện tại chỗ" }).waitFor({ timeout: 5000 });
    await lab.restore();
  });

  it("shows the map, the racks and the feeds, and finds by a name without diacritics", async () => {
    await page.goto(`${haidang.url}/`);
    await page.locator(".map .mark").first().waitFor({ timeout: 10_000 });
    await page.locator(".sites .tile").first().waitFor({ timeout: 5000 });
    await page.keyboard.press("Control+k");
    await page.locator(".palette input").fill("xa dao cai");
    await page.locator(".palette [role=option]").first().waitFor({ timeout: 5000 });
    await page.keyboard.press("Enter");
    await page.waitForURL(`${haidang.url}/unit/dao`);
    await page.goto(`${haidang.url}/data-centre`);
    await page.locator(".mounted", { hasText: "onload=alert(4)" }).waitFor({ timeout: 10_000 });
    await page.locator(".answer", { hasText: "Không được ngắt nguồn A" }).waitFor({ timeout: 10_000 });
  });

  it("plans maintenance, silences and makes a report, each written by hand and read back", async () => {
    await page.goto(`${haidang.url}/works`);
    const plan = page.locator("form").filter({ hasText: "Lên lịch bảo trì" });
    await plan.locator("input[list]").fill("Quang Ha");
    const offered = await plan.locator("datalist option").first().getAttribute("value");
    expect(offered).toContain("Quảng Hà");
    await plan.locator("input[list]").fill("không có gì như thế");
    await plan.getByLabel("Lý do").fill("thay <b>cáp</b>");
    await plan.getByRole("button", { name: "Lên lịch bảo trì" }).click();
    await plan.getByText("Hãy chọn một trong các tên").waitFor({ timeout: 5000 });
    await plan.locator("input[list]").fill(offered ?? "");
    await plan.getByRole("button", { name: "Lên lịch bảo trì" }).click();
    const row = page.locator("tr", { hasText: "thay <b>cáp</b>" });
    await row.waitFor({ timeout: 5000 });
    await page
      .locator(".calendar .entry", { hasText: "onerror=alert(1)" })
      .first()
      .waitFor({ timeout: 5000 });
    await row.getByRole("button", { name: "Hủy" }).click();
    await row.getByLabel("Vì sao hủy?").fill("thôi không làm");
    await row.getByRole("button", { name: "Hủy" }).click();
    await row.waitFor({ state: "detached", timeout: 5000 });

    const quiet = page.locator("form").filter({ hasText: "Không ai được báo" });
    await quiet.locator("input[list]").fill(offered ?? "");
    await quiet.getByLabel("Lý do").fill("đang sửa");
    await quiet.getByRole("button", { name: "Tạm ẩn" }).click();
    const silenced = page.locator("tr", { hasText: "đang sửa" });
    await silenced.getByRole("button", { name: "Thôi ẩn ngay" }).click({ timeout: 5000 });
    await silenced.waitFor({ state: "detached", timeout: 5000 });

    await page.goto(`${haidang.url}/reports`);
    await page
      .getByLabel("Tháng", { exact: true })
      .fill(new Date(Date.now() + 25_200_000).toISOString().slice(0, 7));
    await page.getByRole("button", { name: "Lập báo cáo" }).click();
    await page.waitForURL(`${haidang.url}/report/BC-1001`, { timeout: 10_000 });
    await page.locator(".report-sheet", { hasText: "onerror=alert(1)" }).first().waitFor({ timeout: 10_000 });
    await page.getByRole("button", { name: "Hỏi lại" }).click();
    await page.locator(".again p").first().waitFor({ timeout: 10_000 });
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "XLSX" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^BC-1001.*\.xlsx$/i);
    expect(page.url()).toBe(`${haidang.url}/report/BC-1001`);
  });

  it("changes one entry of the inventory, says what is wrong with it, and goes back", async () => {
    await page.goto(`${haidang.url}/inventory`);
    await page.locator(".entries li button", { hasText: "onerror=alert(1)" }).click({ timeout: 10_000 });
    const text = page.locator(".entry-text textarea");
    await text.waitFor({ timeout: 5000 });
    const was = await text.inputValue();
    expect(was).toMatch(/^id: dao$/m);
    const before = faults.length;
    await text.fill(was.replace(/^site: .*$/m, "site: khong-co"));
    await page.getByRole("button", { name: "Áp dụng" }).click();
    await page.locator(".faults", { hasText: "khong-co" }).waitFor({ timeout: 5000 });
    // a browser writes down each refusal
    expect(faults.splice(before)).toEqual([expect.stringContaining("400")]);
    await text.fill(`${was}carrier: VNPT\n`);
    await page.getByRole("button", { name: "Áp dụng" }).click();
    await page.getByText("Đã có hiệu lực, bản 2").waitFor({ timeout: 5000 });
    const first = page.locator(".report-list tr").filter({ has: page.locator("th", { hasText: /^1 *$/ }) });
    await first.getByRole("button", { name: "Quay về bản này" }).click({ timeout: 5000 });
    await first.getByRole("button", { name: "Quay về thật" }).click();
    await page.locator(".report-list th", { hasText: "3" }).waitFor({ timeout: 5000 });
  });

  it("has no fault that axe knows of on any view", async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const path of [
      "/",
      "/data-centre",
      "/agents",
      "/works",
      "/reports",
      "/report/BC-1001",
      "/alerting",
      "/people",
      "/inventory",
      "/link/dao",
      "/unit/dao",
      "/incident/SC-1001",
    ]) {
      await page.goto(`${haidang.url}${path}`);
      await page.locator("main h1").first().waitFor({ timeout: 10_000 });
      const violations = await page.evaluate(
        `(async () => { ${axe}; const found = await axe.run(); return found.violations.map(({ id, nodes }) => id + " " + nodes[0].html); })()`,
      );
      expect([path, violations]).toEqual([path, []]);
    }
  });

  it("ran nothing from a hostile name, asked nobody else, and met no fault", () => {
    expect(faults.filter((fault) => !/401/.test(fault))).toEqual([]);
  });
});
