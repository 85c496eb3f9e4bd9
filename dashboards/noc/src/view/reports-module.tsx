import "../style/report.css";

/** The pages of reports, which are fetched when somebody first opens one. */
export { ReportPage } from "./report.tsx";
export { Reports } from "./reports.tsx";
