import { describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { createAttempts } from "./attempts.ts";
import { createAuth, sessionLifeMs } from "./auth.ts";

const adminKey = "k".repeat(43);
const open = () =>
  createAuth({
    records: openEmbeddedRecordStore(":memory:"),
    adminKey,
    attempts: createAttempts(),
    agentOf: (token) => (token === "agent-token" ? "hub" : undefined),
    tokenOf: () => undefined,
  });
const from = (more: { bearer?: string; cookie?: string }) => ({
  bearer: more.bearer,
  cookie: more.cookie,
  address: "127.0.0.1",
});

describe("auth", () => {
  it("knows the administrator, an agent and nobody", () => {
    const auth = open();
    expect(auth.identify(from({ bearer: adminKey }), 0)).toEqual({ role: "admin" });
    expect(auth.identify(from({ bearer: "agent-token" }), 0)).toEqual({ role: "agent", agent: "hub" });
    expect(auth.identify(from({}), 0)).toBeUndefined();
  });
  it.each(["", " ", "K".repeat(43), `${adminKey}x`, "null", "undefined"])("refuses the key %j", (bearer) => {
    expect(() => open().identify(from({ bearer }), 0)).toThrow(/not accepted/);
  });
  it("signs in with a code once, within ten minutes", () => {
    const auth = open();
    const { code } = auth.makeCode(0);
    const cookie = auth.signIn({ code }, "127.0.0.1", 1000);
    expect(auth.identify(from({ cookie }), 2000)).toEqual({ role: "admin" });
    expect(() => auth.signIn({ code }, "127.0.0.1", 3000)).toThrow(/used already/);
    const late = auth.makeCode(0).code;
    expect(() => auth.signIn({ code: late }, "127.0.0.1", 600_000)).toThrow(/is over/);
  });
  it("ends a session when it is over or signed out", () => {
    const auth = open();
    const cookie = auth.signIn({ key: adminKey }, "127.0.0.1", 0);
    expect(auth.identify(from({ cookie }), sessionLifeMs)).toBeUndefined();
    const other = auth.signIn({ key: adminKey }, "127.0.0.1", 0);
    auth.signOut(other);
    expect(auth.identify(from({ cookie: other }), 1)).toBeUndefined();
  });
  it("stops guessing after ten wrong credentials in a minute, on every way in, and lets the right ones through", () => {
    const auth = open();
    for (let guess = 0; guess < 5; guess += 1) {
      expect(() => auth.signIn({ key: `guess ${guess}` }, "127.0.0.1", guess)).toThrow(/not accepted/);
      expect(() => auth.identify(from({ bearer: `guess-${guess}` }), guess)).toThrow(/not accepted/);
    }
    expect(() => auth.signIn({ key: "guess" }, "127.0.0.1", 10)).toThrow(/too many wrong credentials/);
    expect(() => auth.signIn({ code: "guess" }, "127.0.0.1", 10)).toThrow(/too many wrong credentials/);
    expect(() => auth.identify(from({ bearer: "guess" }), 10)).toThrow(/too many wrong credentials/);
    expect(() => auth.signIn({ key: "guess" }, "127.0.0.2", 10)).toThrow(/not accepted/);
    expect(auth.signIn({ key: adminKey }, "127.0.0.1", 10)).toHaveLength(43);
    expect(auth.identify(from({ bearer: adminKey }), 10)).toEqual({ role: "admin" });
    expect(() => auth.signIn({ key: "guess" }, "127.0.0.1", 60_011)).toThrow(/not accepted/);
  });
});
