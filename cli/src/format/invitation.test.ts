import { expect, it } from "vitest";
import { renderInvitation } from "./invitation.ts";

const look = { language: "en", color: false, width: 120, nowMs: 0 } as const;
const invitation = {
  code: "c0de-c0de-c0de-c0de",
  expiresAt: "2026-10-01T03:00:00.000Z",
  url: "http://127.0.0.1:8700",
  command: "sudo haidang-agent enrol http://127.0.0.1:8700 c0de-c0de-c0de-c0de",
};

it("says what to run, until when, and that an address of loopback needs a tunnel", () => {
  expect(renderInvitation(invitation, { tunnel: true, isLong: false, file: undefined }, look)).toBe(
    [
      "Run this on the machine that is to become an agent, before 2026-10-01 10:00:",
      "",
      "  sudo haidang-agent enrol http://127.0.0.1:8700 c0de-c0de-c0de-c0de",
      "",
      "http://127.0.0.1:8700 is this machine's own address: from another one it has to be reached through a tunnel, see docs/install-agent.md.",
      "The code is good for one agent and is not shown again.",
    ].join("\n"),
  );
  expect(
    renderInvitation(invitation, { tunnel: false, isLong: true, file: "/media/usb/moi-co-to.haidang" }, look),
  ).not.toContain("tunnel");
});
