import { expect, test } from "vitest";
import { snmpAccessSchema, snmpCredentials, snmpCredentialsSchema } from "./snmp-access.ts";

test.each([
  [{ anySource: true }, { version: "2c", community: "public", anySource: true }],
  [
    { version: "3", user: "ops", anySource: true },
    { version: "3", user: "ops", anySource: true },
  ],
  [{ community: "hub" }, { version: "2c", community: "hub" }],
])("an inventory's access %j is asked as %j, and an agent reads it", (written, asked) => {
  const credentials = snmpCredentials(snmpAccessSchema.parse(written));
  expect(credentials).toEqual(asked);
  expect(snmpCredentialsSchema.parse(credentials)).toEqual(asked);
});
