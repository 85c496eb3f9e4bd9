import { HaidangError } from "@haidang/contract/error.ts";
import { describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { createAttempts } from "./attempts.ts";
import { createAuth, sessionLifeMs } from "./auth.ts";
import { createPasswords } from "./password.ts";
import { createSecondFactor } from "./second-factor.ts";
import { hashSecret } from "./secret.ts";
import { codeAt, stepOf } from "./totp.ts";
import { createUsers } from "./users.ts";

const adminKey = "k".repeat(43);
const password = "a long enough password";
const here = { address: "127.0.0.1", cookie: undefined };
const cheap = { n: 1024, r: 8, p: 1 };
const key = { role: "admin", name: "admin", user: null, scope: null, pending: false };

function open(cost = cheap) {
  const records = openEmbeddedRecordStore(":memory:");
  const users = createUsers(records);
  const secondFactor = createSecondFactor(users);
  const auth = createAuth({
    ...{
      records,
      adminKey,
      users,
      secondFactor,
      attempts: createAttempts(),
      passwords: createPasswords(cost),
    },
    agentOf: (token) => (token === "agent-token" ? "hub" : undefined),
    tokenOf: () => undefined,
  });
  const admin = { by: "admin", nowMs: 0 };
  const addUser = async (id = "an") => {
    const { code } = users.create({ id, role: "operator", scope: "mong-cai", language: "vi" }, admin);
    await auth.setPassword({ code, password }, here, 1);
  };
  return { records, users, secondFactor, auth, admin, addUser };
}
const from = (more: { bearer?: string; cookie?: string }) => ({
  bearer: more.bearer,
  cookie: more.cookie,
  address: "127.0.0.1",
});

describe("the administrator, agents and nobody", () => {
  it("are known apart", () => {
    const { auth } = open();
    expect(auth.identify(from({ bearer: adminKey }), 0)).toEqual(key);
    expect(auth.identify(from({ bearer: "agent-token" }), 0)).toEqual({ role: "agent", agent: "hub" });
    expect(auth.identify(from({}), 0)).toBeUndefined();
  });
  it.each(["", " ", "K".repeat(43), `${adminKey}x`, "null", "undefined", "eyJhbGciOiJub25lIn0.e30."])(
    "the key %j is refused",
    (bearer) => {
      expect(() => open().auth.identify(from({ bearer }), 0)).toThrow(/not accepted/);
    },
  );
  it("a code signs in once, within ten minutes", async () => {
    const { auth } = open();
    const { code } = auth.makeCode(0);
    const { cookie } = await auth.signIn({ code }, here, 1000);
    expect(auth.identify(from({ cookie }), 2000)).toEqual(key);
    await expect(auth.signIn({ code }, here, 3000)).rejects.toThrow(/used already/);
    const late = auth.makeCode(0).code;
    await expect(auth.signIn({ code: late }, here, 600_000)).rejects.toThrow(/is over/);
  });
  it("a session ends in time, when signed out, and when the same browser signs in anew", async () => {
    const { auth } = open();
    const { cookie } = await auth.signIn({ key: adminKey }, here, 0);
    expect(auth.identify(from({ cookie }), sessionLifeMs)).toBeUndefined();
    const anew = await auth.signIn({ key: adminKey }, { ...here, cookie }, 0);
    expect(anew.cookie).not.toBe(cookie);
    expect(auth.identify(from({ cookie }), 1)).toBeUndefined();
    auth.signOut(anew.cookie);
    expect(auth.identify(from({ cookie: anew.cookie }), 1)).toBeUndefined();
  });
  it("guessing stops after ten wrong secrets in a minute, on every way in, and the right ones pass", async () => {
    const { auth } = open();
    for (let guess = 0; guess < 5; guess += 1) {
      await expect(auth.signIn({ key: `guess ${guess}` }, here, guess)).rejects.toThrow(/not accepted/);
      expect(() => auth.identify(from({ bearer: `guess-${guess}` }), guess)).toThrow(/not accepted/);
    }
    const tooMany = /too many wrong credentials/;
    await expect(auth.signIn({ key: "guess" }, here, 10)).rejects.toThrow(tooMany);
    await expect(auth.signIn({ code: "guess" }, here, 10)).rejects.toThrow(tooMany);
    await expect(auth.setPassword({ code: "guess", password }, here, 10)).rejects.toThrow(tooMany);
    expect(() => auth.identify(from({ bearer: "guess" }), 10)).toThrow(tooMany);
    const elsewhere = { ...here, address: "127.0.0.2" };
    await expect(auth.signIn({ key: "guess" }, elsewhere, 10)).rejects.toThrow(/not accepted/);
    expect((await auth.signIn({ key: adminKey }, here, 10)).cookie).toHaveLength(43);
    expect(auth.identify(from({ bearer: adminKey }), 10)).toEqual(key);
    await expect(auth.signIn({ key: "guess" }, here, 60_011)).rejects.toThrow(/not accepted/);
  });
});

describe("a user", () => {
  it("sets a password by the link, once, and signs in by it alone", async () => {
    const { auth, users, admin } = open();
    const { code } = users.create({ id: "an", role: "viewer", scope: null, language: "vi" }, admin);
    await expect(auth.signIn({ user: "an", password: "" }, here, 0)).rejects.toThrow(/not accepted/);
    await auth.setPassword({ code, password }, here, 1);
    await expect(auth.setPassword({ code, password: `${password}!` }, here, 2)).rejects.toThrow(
      /used already/,
    );
    const { cookie } = await auth.signIn({ user: " AN ", password }, here, 3);
    const an = { role: "viewer", name: "an", user: "an", scope: null, pending: false };
    expect(auth.identify(from({ cookie }), 4)).toEqual(an);
    await expect(auth.signIn({ user: "an", password: `${password}!` }, here, 5)).rejects.toThrow(
      /not accepted/,
    );
  });
  it.each([
    ["disabled", { disabled: true }],
    ["given another role", { role: "viewer" }],
    ["given another scope", { scope: "ha-long" }],
  ] as const)("%s is out at once", async (_name, change) => {
    const { auth, users, admin, addUser } = open();
    await addUser();
    const { cookie } = await auth.signIn({ user: "an", password }, here, 0);
    users.change("an", change, admin);
    expect(auth.identify(from({ cookie }), 1)).toBeUndefined();
  });
  it("removed or reset is out at once, and the old password is void", async () => {
    const { auth, users, admin, addUser } = open();
    await addUser();
    const { cookie } = await auth.signIn({ user: "an", password }, here, 0);
    users.resetPassword("an", { secondFactor: false }, admin);
    expect(auth.identify(from({ cookie }), 1)).toBeUndefined();
    await expect(auth.signIn({ user: "an", password }, here, 2)).rejects.toThrow(/not accepted/);
    users.remove("an", admin);
    await expect(auth.signIn({ user: "an", password }, here, 3)).rejects.toThrow(/not accepted/);
  });
  it("who was disabled cannot sign in, and is told no more than anybody", async () => {
    const { auth, users, admin, addUser } = open();
    await addUser();
    users.change("an", { disabled: true }, admin);
    const said = async (user: string) =>
      auth.signIn({ user, password }, here, 0).then(
        () => "in",
        (error: unknown) => (error instanceof HaidangError ? error.message : ""),
      );
    expect(await said("an")).toBe(await said("nobody"));
  });
  it("cannot be an admin of a part of the province", () => {
    const { users, admin } = open();
    expect(() => users.create({ id: "b", role: "admin", scope: "mong-cai", language: "vi" }, admin)).toThrow(
      /whole province/,
    );
  });
  it("has its password hashed anew when the cost changes", async () => {
    const { auth, users, addUser } = open();
    await addUser();
    const kept = users.find("an")?.password ?? "";
    users.save({
      ...(users.find("an") ?? expect.fail()),
      password: await createPasswords({ n: 2048, r: 8, p: 1 }).hash(password),
    });
    await auth.signIn({ user: "an", password }, here, 0);
    expect(users.find("an")?.password?.split(":").slice(0, 4)).toEqual(kept.split(":").slice(0, 4));
  });
});

describe("ten thousand guesses at an account from two hundred addresses", () => {
  it("are ten a minute, and the owner still gets in from a session he has", async () => {
    const { auth, records, addUser } = open();
    await addUser();
    const known = await auth.signIn({ user: "an", password }, here, 0);
    let judged = 0;
    let limited = 0;
    for (let guess = 0; guess < 10_000; guess += 1) {
      const address = `10.0.0.${guess % 200}`;
      const refusal = await auth
        .signIn({ user: "an", password: `guess ${guess}` }, { address, cookie: undefined }, 1000)
        .catch((error: unknown) => (error instanceof HaidangError ? error.code : ""));
      if (refusal === "unauthorized") judged += 1;
      if (refusal === "rate_limited") limited += 1;
    }
    expect({ judged, limited }).toEqual({ judged: 10, limited: 9990 });
    await expect(auth.signIn({ user: "an", password }, here, 2000)).rejects.toThrow(/too many/);
    const { cookie } = await auth.signIn({ user: "an", password }, { ...here, cookie: known.cookie }, 2000);
    expect(auth.identify(from({ cookie }), 2001)).toMatchObject({ user: "an" });
    await auth.signIn({ user: "an", password }, here, 61_001);
    const refusals = records.audit.list(100).filter(({ action }) => action === "session.refuse");
    expect(refusals).toHaveLength(10);
  });
  it("are a hundred a minute from one address, whatever the names", async () => {
    const { auth } = open();
    const codes = new Map<string, number>();
    for (let guess = 0; guess < 300; guess += 1) {
      const code = await auth.signIn({ user: `name${guess}`, password: "x" }, here, 0).then(
        () => "in",
        (error: unknown) => (error instanceof HaidangError ? error.code : ""),
      );
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect(codes.get("unauthorized")).toBe(100);
    expect(codes.get("rate_limited")).toBe(200);
  });
});

describe("the second factor", () => {
  const nowMs = 1_700_000_000_000;
  async function enrolled() {
    const opened = open();
    await opened.addUser();
    const user = () => opened.users.find("an") ?? expect.fail();
    const { secret } = opened.secondFactor.offer(user());
    const codes = opened.secondFactor.confirm(user(), codeAt(secret, stepOf(nowMs)), nowMs) ?? [];
    const signIn = (secondFactor: string | undefined, atMs: number) =>
      opened.auth.signIn({ user: "an", password, ...(secondFactor && { secondFactor }) }, here, atMs);
    return { ...opened, secret, codes, signIn };
  }
  it("is asked for once it is confirmed; each code serves once", async () => {
    const { secret, signIn } = await enrolled();
    const laterMs = nowMs + 60_000;
    const code = codeAt(secret, stepOf(laterMs));
    await expect(signIn(undefined, laterMs)).rejects.toMatchObject({ code: "second_factor" });
    await expect(signIn(codeAt(secret, stepOf(laterMs) + 5), laterMs)).rejects.toThrow(
      /code is not accepted/,
    );
    expect((await signIn(code, laterMs)).person.user).toBe("an");
    await expect(signIn(code, laterMs)).rejects.toThrow(/code is not accepted/);
  });
  it("is stood in for by each recovery code once; only hashes are kept", async () => {
    const { codes, signIn, users } = await enrolled();
    expect(codes).toHaveLength(10);
    const [first = ""] = codes;
    expect((await signIn(first.toLowerCase(), nowMs)).person.user).toBe("an");
    await expect(signIn(first, nowMs)).rejects.toThrow(/code is not accepted/);
    expect(users.row("an").recoveryCodes).toBe(9);
    expect(JSON.stringify(users.find("an"))).not.toContain(codes[1]?.replace("-", ""));
  });
  it("cannot be guessed: ten tries a minute, also with the right password", async () => {
    const { signIn } = await enrolled();
    const tries = Array.from({ length: 30 }, (_, guess) =>
      signIn(String(guess).padStart(6, "0"), nowMs + 90_000).catch((error: unknown) =>
        error instanceof HaidangError ? error.code : "",
      ),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === "unauthorized")).toHaveLength(10);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(20);
  });
  it("leaves whoever needs it and has none nothing but setting it up", async () => {
    const { auth, users, admin, addUser } = open();
    await addUser();
    const { cookie } = await auth.signIn({ user: "an", password }, here, 0);
    users.requireSecondFactor(["operator"], admin);
    expect(auth.identify(from({ cookie }), 1)).toMatchObject({ pending: true });
  });
});

describe("what is kept of a session", () => {
  it("is a hash, not what the browser sends", async () => {
    const { auth, records } = open();
    const { cookie } = await auth.signIn({ key: adminKey }, here, 0);
    expect(records.sessions.find(cookie, 1)).toBeUndefined();
    expect(records.sessions.find(hashSecret(cookie), 1)).toMatchObject({ user: null });
  });
});
