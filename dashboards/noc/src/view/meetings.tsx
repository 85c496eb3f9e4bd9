import "../style/meeting.css";

/** The pages of meetings, which are fetched when somebody first opens one. */
export { ConferencePage } from "./conference.tsx";
export { Conferences } from "./conferences.tsx";
