import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openEmbeddedRecordStore } from "./records.ts";

const entry = (number: number) => ({
  ...{ atMs: number, actor: "an", action: "user.change", object: "user/b", detail: "" },
  ...{ address: "10.0.0.1", before: "1", after: "2" },
});

function written(count: number): string {
  const path = join(mkdtempSync(join(tmpdir(), "haidang-audit-")), "records.db");
  const records = openEmbeddedRecordStore(path);
  for (let number = 1; number <= count; number += 1) records.audit.append(entry(number));
  expect(records.audit.verify(undefined)).toMatchObject({ entries: count, fault: null });
  records.close();
  return path;
}

/** What somebody with the file in his hands may try. */
function tamper(path: string, statements: string): void {
  const file = new DatabaseSync(path);
  file.exec(statements);
  file.close();
}
const disarmed = "DROP TRIGGER auditKept; DROP TRIGGER auditUnchanged;";

it.each(["UPDATE audit SET actor = 'nobody' WHERE entry = 3", "DELETE FROM audit WHERE entry = 3"])(
  "the file refuses: %s",
  (statement) => {
    expect(() => tamper(written(5), statement)).toThrow(/only appended to/);
  },
);

it.each([
  ["an altered entry", "UPDATE audit SET actor = 'nobody' WHERE entry = 3", { entry: 3, what: "altered" }],
  ["an altered time", "UPDATE audit SET atMs = 9 WHERE entry = 1", { entry: 1, what: "altered" }],
  ["what was before", "UPDATE audit SET before = NULL WHERE entry = 5", { entry: 5, what: "altered" }],
  ["a hash taken away", "UPDATE audit SET hash = '' WHERE entry = 2", { entry: 2, what: "altered" }],
  ["an entry cut out", "DELETE FROM audit WHERE entry = 3", { entry: 4, what: "missing" }],
  ["the first cut off", "DELETE FROM audit WHERE entry = 1", { entry: 2, what: "missing" }],
  ["the last cut off", "DELETE FROM audit WHERE entry = 5", { entry: 5, what: "missing" }],
] as const)("%s is found", (_name, statement, fault) => {
  const path = written(5);
  tamper(path, `${disarmed} ${statement}`);
  const records = openEmbeddedRecordStore(path);
  expect(records.audit.verify(undefined).fault).toEqual(fault);
  records.close();
});

it("an audit written anew as a whole is found by a head written down before", () => {
  const path = written(3);
  const records = openEmbeddedRecordStore(path);
  const { head } = records.audit.verify(undefined);
  records.audit.append(entry(4));
  expect(records.audit.verify(head ?? undefined).fault).toBeNull();
  records.close();
  tamper(path, `${disarmed} UPDATE audit SET actor = 'nobody', hash = ''`);
  const anew = openEmbeddedRecordStore(path);
  expect(anew.audit.verify(undefined).fault).toBeNull();
  expect(anew.audit.verify(head ?? undefined).fault).toEqual({ entry: 3, what: "head" });
  anew.close();
});

it("entries of an earlier version are chained when the file is opened", () => {
  const path = written(0);
  tamper(path, "INSERT INTO audit (atMs, actor, action, object, detail) VALUES (1, 'a', 'b', 'c', 'd')");
  const records = openEmbeddedRecordStore(path);
  expect(records.audit.verify(undefined)).toMatchObject({ entries: 1, fault: null });
  records.close();
});

it("is asked for by who, what, when", () => {
  const records = openEmbeddedRecordStore(":memory:");
  records.audit.append(entry(1));
  records.audit.append({ ...entry(2), actor: "binh" });
  const none = { sinceMs: undefined, actor: undefined, object: undefined, action: undefined, limit: 10 };
  expect(records.audit.find({ ...none, actor: "an" }).map(({ entry: number }) => number)).toEqual([1]);
  expect(records.audit.find({ ...none, sinceMs: 2 }).map(({ entry: number }) => number)).toEqual([2]);
  expect(records.audit.find(none)[0]).toMatchObject({ address: "10.0.0.1", before: "1", after: "2" });
});
