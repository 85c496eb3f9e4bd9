import "../style/report.css";
import { useEffect } from "preact/hooks";
import { Audit } from "../part/audit.tsx";
import { Tokens } from "../part/tokens.tsx";
import { Users } from "../part/users.tsx";
import { pageTitle } from "../route.ts";
import { tp } from "../words/people.ts";

/** Who may do what, and who did what; for administrators. */
export function People() {
  const title = tp("people.title");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  return (
    <>
      <h1 class="vh">{title}</h1>
      <Users />
      <Tokens />
      <Audit />
    </>
  );
}
