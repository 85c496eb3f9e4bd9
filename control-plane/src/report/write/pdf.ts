import { fileURLToPath } from "node:url";
import { cellText } from "@haidang/contract/words/cell-text.ts";
import { reportWords } from "@haidang/contract/words/report.ts";
import type { Cell, Laid, Sheet } from "@haidang/contract/words/report-sheet.ts";
import { fill } from "@haidang/contract/words/words.ts";
import PDFDocument from "pdfkit";
import { createPace } from "../../state/past.ts";

/** The page's own font, which has every Vietnamese letter; embedded as far as it is used. */
const fontFile = (name: string) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/be-vietnam-pro/${name}`));
const fonts = {
  plain: fontFile("400Regular/BeVietnamPro_400Regular.ttf"),
  bold: fontFile("600SemiBold/BeVietnamPro_600SemiBold.ttf"),
};

/** Points. */
const page = { margin: 34, foot: 26 } as const;
const size = { title: 15, heading: 10.5, text: 8.5, cell: 7 } as const;
const padding = 3;
const ink = { text: "#14202b", pale: "#5a6773", line: "#ccd5dd", head: "#eaf0f5" } as const;
/** A cell of evidence may be long; a row never is more than a part of a page. */
const mostCellLength = 400;

type Draft = PDFKit.PDFDocument;

/** A4 across, headings again on each page, its number and the page's below. */
export async function writePdf(laid: Laid, madeMs: number): Promise<Buffer> {
  const { title, lines, sheets, notes, number, language } = laid;
  const draft = new PDFDocument({
    size: "A4",
    layout: "landscape",
    margins: { top: page.margin, left: page.margin, right: page.margin, bottom: page.margin + page.foot },
    bufferPages: true,
    lang: language,
    info: { Title: `${title} ${number}`, Creator: "Hải Đăng", CreationDate: new Date(madeMs) },
  });
  const written = collect(draft);
  draft.registerFont("plain", fonts.plain).registerFont("bold", fonts.bold);
  draft.font("bold").fontSize(size.title).fillColor(ink.text).text(title);
  draft.font("plain").fontSize(size.text);
  for (const line of lines) draft.fillColor(ink.pale).text(line);
  const pace = createPace();
  for (const sheet of sheets) if (sheet.rows.length > 0) await drawSheet(draft, sheet, laid, pace);
  draft.moveDown(1).font("plain").fontSize(size.text).fillColor(ink.pale);
  for (const note of notes) draft.text(note, page.margin, draft.y, { width: innerWidth(draft) });
  drawFeet(draft, laid);
  draft.end();
  return written;
}

function collect(draft: Draft): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    draft.on("data", (part: Buffer) => parts.push(part));
    draft.on("end", () => resolve(Buffer.concat(parts)));
    draft.on("error", reject);
  });
}

const innerWidth = (draft: Draft) => draft.page.width - 2 * page.margin;
const bottom = (draft: Draft) => draft.page.height - page.margin - page.foot;

async function drawSheet(draft: Draft, sheet: Sheet, laid: Laid, pace: () => Promise<void>): Promise<void> {
  const sum = sheet.columns.reduce((total, { width }) => total + width, 0);
  const widths = sheet.columns.map(({ width }) => (width / sum) * innerWidth(draft));
  const header = sheet.columns.map(({ title }) => title);
  const put = (cells: readonly string[], look: Look) => drawRow(draft, sheet, { cells, widths, look });
  const height = (cells: readonly string[]) => rowHeight(draft, cells, widths);
  if (draft.y + 70 > bottom(draft)) draft.addPage();
  draft.moveDown(1).font("bold").fontSize(size.heading).fillColor(ink.text);
  draft.text(sheet.title, page.margin, draft.y, { width: innerWidth(draft) }).moveDown(0.3);
  put(header, "head");
  const total = sheet.total === undefined ? [] : [sheet.total];
  for (const [at, row] of [...sheet.rows, ...total].entries()) {
    const cells = row.map((cell, index) => shortText(cell, sheet, laid, index));
    draft.font("plain").fontSize(size.cell);
    if (draft.y + height(cells) > bottom(draft)) {
      draft.addPage();
      put(header, "head");
    }
    put(cells, at >= sheet.rows.length ? "total" : "row");
    await pace();
  }
}

function shortText(cell: Cell, { columns }: Sheet, { language }: Laid, at: number): string {
  const text = cellText(cell, columns[at]?.as ?? "text", language);
  return text.length <= mostCellLength ? text : `${text.slice(0, mostCellLength - 1)}…`;
}

type Look = "head" | "row" | "total";

function rowHeight(draft: Draft, cells: readonly string[], widths: readonly number[]): number {
  const heights = cells.map((text, at) =>
    text === "" ? 0 : draft.heightOfString(text, { width: (widths[at] ?? 0) - 2 * padding }),
  );
  return Math.max(size.cell, ...heights) + 2 * padding;
}

function drawRow(
  draft: Draft,
  { columns }: Sheet,
  { cells, widths, look }: { cells: readonly string[]; widths: readonly number[]; look: Look },
): void {
  draft.font(look === "row" ? "plain" : "bold").fontSize(size.cell);
  const height = rowHeight(draft, cells, widths);
  const top = draft.y;
  if (look === "head") draft.rect(page.margin, top, innerWidth(draft), height).fill(ink.head);
  let left = page.margin;
  for (const [at, text] of cells.entries()) {
    const width = widths[at] ?? 0;
    const align = columns[at]?.as === "text" ? "left" : "right";
    if (text !== "") {
      draft
        .fillColor(ink.text)
        .text(text, left + padding, top + padding, { width: width - 2 * padding, align });
    }
    left += width;
  }
  draft
    .moveTo(page.margin, top + height)
    .lineTo(page.margin + innerWidth(draft), top + height)
    .lineWidth(look === "total" ? 1 : 0.4)
    .stroke(ink.line);
  draft.x = page.margin;
  draft.y = top + height;
}

/** Written last, when it is known how many pages there are. */
function drawFeet(draft: Draft, { title, number, language }: Laid): void {
  const { start, count } = draft.bufferedPageRange();
  for (let at = start; at < start + count; at += 1) {
    draft.switchToPage(at);
    const pages = fill(reportWords[language]["report.page"], { page: at - start + 1, pages: count });
    const y = draft.page.height - page.margin - 6;
    // within the lower margin, where text would else begin a new page
    draft.page.margins.bottom = 0;
    const options = { width: innerWidth(draft), lineBreak: false } as const;
    draft.font("plain").fontSize(7.5).fillColor(ink.pale);
    draft.text(`Hải Đăng · ${number} · ${title}`, page.margin, y, options);
    draft.text(pages, page.margin, y, { ...options, align: "right" });
  }
}
