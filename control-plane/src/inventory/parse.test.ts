import { readdirSync, readFileSync } from "node:fs";
import { inventoryFaultSchema } from "@haidang/contract/api.ts";
import { faultWords, inventoryRules } from "@haidang/contract/words/inventory.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxFaults } from "./fault.ts";
import { parseInventory } from "./parse.ts";

const fixtures = new URL("./fixtures/", import.meta.url);

function parseText(text: string) {
  return parseInventory([{ path: "a.yaml", text }]);
}

function faultsOf(result: ReturnType<typeof parseInventory>) {
  return "faults" in result ? result.faults : [];
}

function told(result: ReturnType<typeof parseInventory>): string[] {
  return faultsOf(result).map(
    (fault) => `${fault.file}:${fault.line ?? "-"}:${fault.column ?? "-"} ${fault.message} (${fault.mend})`,
  );
}

function inventoryOf(result: ReturnType<typeof parseInventory>) {
  expect(told(result)).toEqual([]);
  return "inventory" in result ? result.inventory : undefined;
}

/** The folder of a rule, and exactly what its files are told; of `more-faults` only the last line. */
const expected: Record<string, string[]> = {
  "bad-address": [
    "units.yaml:4:41 10.20.30.1/24 is not an IPv4 or IPv6 address or a host name (write it like 10.20.30.1, without a mask or port)",
    "units.yaml:5:41 -f is not an IPv4 or IPv6 address or a host name (write it like 10.20.30.1, without a mask or port)",
  ],
  "bad-coordinates": [
    "units.yaml:3:45 coordinates have to be [longitude, latitude] in degrees, not [20.97,107.77] (write the longitude first, e.g. [107.36, 21.53])",
  ],
  "bad-day": [
    "units.yaml:2:70 2026-02-30 is not a day of the calendar (write it like 2026-09-02)",
    "units.yaml:2:82 2/9/2026 is not a day of the calendar (write it like 2026-09-02)",
  ],
  "bad-hours": [
    "units.yaml:2:55 7h30-11h30 is not a stretch of hours (write it like 07:30-11:30; one that ends the next day like 22:00-06:00)",
    "units.yaml:3:106 25:00-26:00 is not a stretch of hours (write it like 07:30-11:30; one that ends the next day like 22:00-06:00)",
  ],
  "bad-zone": [
    "units.yaml:2:42 Asia/Ha_Noi is not a time zone (write it like Asia/Ho_Chi_Minh, or remove the line)",
  ],
  "calendar-taken": [
    "units.yaml:3:56 commune is given to the calendar a already (leave it with one of the two calendars)",
    "units.yaml:3:75 default is given to the calendar a already (leave it with one of the two calendars)",
    "units.yaml:5:56 there is no calendar of service hours c (did you mean a? Else define c under calendars)",
  ],
  "rack-height": [
    "units.yaml:7:76 unit 43 is above the top of the rack a1, which has 42 units (give the lowest unit the device takes up, or correct heightU of the rack)",
    "units.yaml:8:76 unit 25 is above the top of the rack a2, which has 24 units (give the lowest unit the device takes up, or correct heightU of the rack)",
  ],
  "rack-site": [
    "units.yaml:5:69 the rack a1 stands at the site dc, the device at ub (give the device the site of its rack, or another rack)",
    "units.yaml:6:69 there is no rack a9 (did you mean a1? Else define a9 under racks)",
  ],
  "bad-dns-name": [
    "units.yaml:3:65 https://example.vn/ is not a domain name (write it like www.example.vn, without a scheme or spaces)",
  ],
  "bad-id": [
    "units.yaml:2:9 Cái Chiên is not an id: 1 to 63 of a-z, 0-9, dot, dash or underscore, a letter or digit at both ends (write it like cai-chien)",
    "units.yaml:4:9 ! is not an id: 1 to 63 of a-z, 0-9, dot, dash or underscore, a letter or digit at both ends (write it in small letters without diacritics or spaces)",
  ],
  "bad-key": [
    "units.yaml:1:1 a key has to be a plain word (write a key such as id or name, followed by a colon)",
  ],
  "bad-fingerprint": [
    "units.yaml:9:72 5f:1c is not the fingerprint of a certificate (copy the SHA-256 that haidang probe video-api shows: 64 hexadecimal digits, with colons or without)",
    "units.yaml:15:18 api.kind cannot be polycom (use one of cisco, poly)",
    'units.yaml:15:53 api.password has to be text, but unquoted ••• is a number or true/false (quote it: "•••")',
    "units.yaml:16:70 api has to be an object of keys and values, not ••• (write it as lines of key: value)",
  ],
  "bad-ups": ["units.yaml:4:68 ups tầng 2 is not the name of a UPS (write it as upsc -l shows it, e.g. ups)"],
  "bad-user": ["units.yaml:4:90 a:b is not the name of a user (write 1 to 64 characters without a colon)"],
  "bad-rate": [
    "units.yaml:4:58 200 Mbps is not a rate (write it like 200M, 1.5G, 512k or 10000000 (bit/s))",
    "units.yaml:5:58 -1 is not a rate (write it like 200M, 1.5G, 512k or 10000000 (bit/s))",
    "units.yaml:6:58 true is not a rate (write it like 200M, 1.5G, 512k or 10000000 (bit/s))",
  ],
  "bad-sip-uri": [
    "units.yaml:4:68 phòng họp is not a SIP URI (write it like sip:room@10.1.1.5)",
    "units.yaml:5:61 sip.uri is missing (add a line sip.uri: ...)",
    "units.yaml:6:95 10.1.1.5/24 is not an IPv4 or IPv6 address or a host name (write it like 10.20.30.1, without a mask or port)",
    "units.yaml:7:77 intervalS is 30, less than the least allowed, 60 (use 60 or more)",
  ],
  "bad-url": ["units.yaml:3:45 10.0.0.1 is not a URL (begin it with http:// or https://)"],
  "duplicate-id": [
    "b.yaml:4:9 unit co-to is defined twice: here and in a.yaml, line 2 (give one of the two another id or remove it)",
  ],
  "duplicate-key": [
    'units.yaml:4:5 id is written twice in one object, first on line 2 (keep one of the two, or begin the next object with "- ")',
  ],
  "empty-list": ["units.yaml:3:71 http.expectStatus is an empty list (add an entry or remove the line)"],
  "empty-text": [
    "units.yaml:3:11 name is empty (write something between the quotes, or remove the line if the key is not needed)",
  ],
  "empty-value": ["units.yaml:3:10 name has no value (give it a value or remove the line)"],
  "missing-key": ["units.yaml:2:5 name is missing (add a line name: ...)"],
  "more-faults": ["units.yaml:-:- 5 more faults are not shown (mend these first, then validate again)"],
  "no-des": [
    "units.yaml:4:129 DES does not work here: the cryptography of this program no longer has it (let the device use AES and write aes128; one that knows DES alone: leave privacy out, or ask with 2c)",
  ],
  "not-boolean": [
    "units.yaml:4:57 ping has to be true or false, not no (write true or false without quotes)",
  ],
  "not-list": ['units.yaml:2:3 units has to be a list (begin each entry with "- ")'],
  "not-mapping": [
    "units.yaml:2:5 units[0] has to be an object of keys and values, not a (write it as lines of key: value)",
  ],
  "not-number": [
    'units.yaml:5:18 coordinates have to be [longitude, latitude] in degrees, not ["east","north"] (write the longitude first, e.g. [107.36, 21.53])',
    "units.yaml:8:43 intervalS has to be a number, not 60 (write a number without quotes)",
  ],
  "not-one-of": [
    "units.yaml:2:29 kind cannot be comune (did you mean commune? Known are province, department, district, commune, centre, office, other)",
    "units.yaml:3:29 kind cannot be kingdom (use one of province, department, district, commune, centre, office, other)",
  ],
  "not-text": ["units.yaml:3:11 name has to be text, not […] (write one line of text)"],
  "not-whole": [
    "units.yaml:3:43 intervalS has to be a whole number, not 1.5 (write a whole number without quotes, e.g. 60)",
  ],
  "one-probe": [
    "units.yaml:3:5 a service has exactly one of http, icmp, dns, tcp or tls (keep the one to measure, and make another service for each other)",
    "units.yaml:4:5 a service has exactly one of http, icmp, dns, tcp or tls (keep the one to measure, and make another service for each other)",
  ],
  "parent-cycle": [
    "units.yaml:2:31 these units are each other's parents: a → c → b → a (remove the parent of the topmost one)",
    "units.yaml:5:31 these units are each other's parents: d → d (remove the parent of the topmost one)",
  ],
  "privacy-needs-auth": [
    "units.yaml:4:91 privacy without auth: SNMP version 3 encrypts only what it signs (write auth: { key: ... } beside it, or remove privacy)",
  ],
  "quote-it": [
    'units.yaml:2:9 id has to be text, but unquoted 06970 is a number or true/false (quote it: "06970")',
    'units.yaml:3:11 name has to be text, but unquoted 1e3 is a number or true/false (quote it: "1e3")',
    'units.yaml:4:11 code has to be text, but unquoted 06970 is a number or true/false (quote it: "06970")',
    'units.yaml:5:9 id has to be text, but unquoted true is a number or true/false (quote it: "true")',
  ],
  "root-not-mapping": [
    "units.yaml:1:1 the file does not begin with a list name (begin with one of units, sites, links, devices, services, videoPoints, racks, calendars, contacts, rosters, channels, routes, followed by a colon)",
  ],
  "sip-or-h323": [
    "units.yaml:4:5 a video point has neither sip nor h323 (write how it is called: sip: {}, h323: {} or both)",
  ],
  "short-key": [
    "units.yaml:4:65 stamp.key is shorter than 16 characters (write a secret of at least 16 characters, the same at both ends)",
  ],
  "snmp-not-v3": [
    'units.yaml:4:78 snmp.user is for SNMP version 3, and this device is asked with another (write version: "3", or remove the line)',
    'units.yaml:5:65 snmp.auth is for SNMP version 3, and this device is asked with another (write version: "3", or remove the line)',
  ],
  "snmp-v3-community": [
    "units.yaml:4:93 SNMP version 3 has no community (remove the community, or write version: 2c)",
    "units.yaml:5:57 snmp.user is missing (add a line snmp.user: ...)",
    'units.yaml:6:68 snmp.version has to be text, but unquoted 3 is a number or true/false (quote it: "3")',
  ],
  "too-deep": [
    "units.yaml:2:24 values are nested more than 20 deep (an inventory needs no more than 5 levels: look for brackets or dashes too many)",
  ],
  "too-large": ["units.yaml:4:65 snmp.port is 70000, more than the most allowed, 65535 (use 65535 or less)"],
  "too-long": ["units.yaml:4:11 code is longer than 20 characters (shorten it to 20 characters)"],
  "too-many-aliases": [
    "units.yaml:2:28 the aliases of this file expand to more than 10000 values (write the values out)",
  ],
  "too-small": ["units.yaml:3:43 intervalS is 1, less than the least allowed, 5 (use 5 or more)"],
  "unknown-key": [
    "units.yaml:2:23 owner is not a known key here (known keys: id, name, kind, parent, code, calendar, sla, severity)",
    "units.yaml:10:5 carier is not a known key here (did you mean carrier?)",
    "units.yaml:11:1 lnks is not a known key here (known keys: units, sites, links, devices, services, videoPoints, racks, calendars, contacts, rosters, channels, routes)",
  ],
  "unknown-reference": [
    "units.yaml:4:29 there is no unit co-do (did you mean co-to? Else define co-do under units)",
    "units.yaml:5:29 there is no unit Xã Cô Tô (did you mean co-to? Else define Xã Cô Tô under units)",
    "units.yaml:6:29 there is no unit mong-cai (define it under units, or correct the id)",
    "units.yaml:8:72 there is no device rb (did you mean rb1? Else define rb under devices)",
  ],
  "yaml-alias": [
    "units.yaml:3:11 the alias *ten names no anchor before it (define &ten earlier in the same file, or put the text in quotes)",
  ],
  "yaml-colon": [
    'units.yaml:3:11 a key cannot stand here (put text that contains ": " in quotes, and look for a missing colon or wrong indentation)',
  ],
  "yaml-documents": [
    'units.yaml:2:1 the file holds several documents, separated by "---" (remove the line "---" or split the file in two)',
  ],
  "yaml-indent": [
    "units.yaml:3:1 the indentation does not fit the lines around it (line it up with its neighbours: keys of one object start in the same column)",
  ],
  "yaml-syntax": [
    "units.yaml:2:5 this cannot be read as YAML: Unresolved tag: !office (look at this line and the one before it)",
  ],
  "yaml-tab": ["units.yaml:2:1 a tab is used to indent (replace the tab with spaces)"],
  "yaml-unclosed": [
    'units.yaml:4:1 a quote or bracket is not closed: Missing closing "quote (close the quote or bracket that was opened on this line or before it)',
  ],
};

describe("bad files", () => {
  test.each(Object.entries(expected))("%s", (folder, messages) => {
    const root = new URL(`./${folder}/`, fixtures);
    const files = readdirSync(root).map((path) => ({
      path,
      text: readFileSync(new URL(path, root), "utf8"),
    }));
    const faults = told(parseInventory(files));
    expect(folder === "more-faults" ? faults.slice(maxFaults) : faults).toEqual(messages);
  });

  test("every rule has a folder, but the one kept for what the schema may refuse some day", () => {
    const folders = readdirSync(fixtures).map((folder) => folder.replaceAll("-", "_"));
    expect(folders.toSorted()).toEqual(inventoryRules.filter((rule) => rule !== "invalid").toSorted());
  });
});

describe("good files", () => {
  test("lists spread over files, skeleton lists, comments and empty files make one inventory", () => {
    const result = parseInventory([
      { path: "1.yaml", text: "units:\n  - {id: u, name: U}\nsites:\nlinks: ~\n" },
      { path: "2.yaml", text: "" },
      { path: "3.yaml", text: "# nothing yet\n" },
      { path: "4.yaml", text: "sites:\n  - {id: s, name: S, unit: u, coordinates: [107.77, 20.97]}\n" },
      { path: "5.yaml", text: "units:\n  - {id: v, name: V, parent: u, code: '06970'}\n" },
    ]);
    const inventory = inventoryOf(result);
    expect(inventory?.units).toEqual([
      { id: "u", name: "U", kind: "office" },
      { id: "v", name: "V", kind: "office", parent: "u", code: "06970" },
    ]);
    expect(inventory?.sites).toEqual([{ id: "s", name: "S", unit: "u", coordinates: [107.77, 20.97] }]);
  });

  test("BOM, CRLF and decomposed Vietnamese are read, names end as NFC", () => {
    const name = "Xã Cái Chiên";
    const inventory = inventoryOf(
      parseText(`\ufeffunits:\r\n  - id: cai-chien\r\n    name: ${name.normalize("NFD")}\r\n`),
    );
    expect(inventory?.units[0]?.name).toBe(name.normalize("NFC"));
  });

  test("no and yes are words, also under an old YAML directive", () => {
    const inventory = inventoryOf(parseText("%YAML 1.1\n---\nunits:\n  - {id: no, name: yes}\n"));
    expect(inventory?.units).toEqual([{ id: "no", name: "yes", kind: "office" }]);
  });

  test("aliases share values; links may share an address", () => {
    const inventory = inventoryOf(
      parseText(
        "units: [{id: u, name: U}]\nsites: [{id: s, name: S, unit: u}]\nlinks:\n" +
          "  - {id: a, name: A, site: s, address: &ip 10.20.30.1}\n  - {id: b, name: B, site: s, address: *ip}\n",
      ),
    );
    expect(inventory?.links.map((link) => link.address)).toEqual(["10.20.30.1", "10.20.30.1"]);
  });
});

describe("faults together", () => {
  test("columns count from the line's own start behind a BOM and CRLF", () => {
    const result = parseText("\ufeffunits:\r\n  - id: A!\r\n    name: A\r\n");
    expect(faultsOf(result)[0]).toMatchObject({ line: 2, column: 9, path: "units[0].id", rule: "bad_id" });
  });

  test("an unreadable file does not make what it may define missing", () => {
    const result = parseInventory([
      { path: "sites.yaml", text: "sites:\n  - {id: s, name: S, unit: u}\n  - {id: s, name: T, unit: u}\n" },
      { path: "units.yaml", text: "units:\n\t- {id: u, name: U}\n" },
    ]);
    expect(faultsOf(result).map((fault) => fault.rule)).toEqual(["duplicate_id", "yaml_tab"]);
  });

  test("faults come in the order of files and lines", () => {
    const result = parseInventory([
      { path: "z.yaml", text: "units:\n  - {id: a}\n  - {id: B, name: B}\n" },
      { path: "a.yaml", text: "units:\n  - {id: a, name: A}\n" },
    ]);
    expect(faultsOf(result).map((fault) => `${fault.file}:${fault.line}`)).toEqual([
      "z.yaml:2",
      "z.yaml:3",
      "a.yaml:2",
    ]);
  });

  test("a key that would touch prototypes is just an unknown key", () => {
    const result = parseText("units:\n  - {id: a, name: A, __proto__: {kind: commune}, constructor: 1}\n");
    expect(faultsOf(result).map((fault) => fault.path)).toEqual([
      "units[0].__proto__",
      "units[0].constructor",
    ]);
    expect(Object.hasOwn(Object.prototype, "kind")).toBe(false);
  });

  test.each([
    ["auth: { key: s3cr3t }", "short_key"],
    ["auth: { key: 99999999 }", "quote_it"],
    [`auth: { key: ${"s3cr3t".repeat(50)} }`, "too_long"],
    ["auth: s3cr3t-of-ours", "not_mapping"],
    ["auth: { key: s3cr3t-of-ours }, privacy: s3cr3t-of-ours", "not_mapping"],
    ["community: 99999999", "quote_it"],
  ])("%s is refused, the secret in no part of the fault", (written, rule) => {
    const device = `{id: d, name: D, site: s, address: 10.0.0.1, snmp: {version: "3", user: u, ${written}}}`;
    const faults = faultsOf(
      parseText(`units: [{id: u, name: U}]\nsites: [{id: s, name: S, unit: u}]\ndevices: [${device}]\n`),
    );
    expect(faults.map((fault) => fault.rule)).toEqual([rule]);
    expect(JSON.stringify(faults)).not.toMatch(/s3cr3t|9999/);
  });

  test("text from a file cannot steer a terminal", () => {
    const [fault] = faultsOf(parseText('units:\n  - id: "\\e[2Jx\\nline"\n    name: A\n'));
    expect(fault?.message).not.toMatch(/\p{Cc}/u);
  });
});

describe("hostile files", () => {
  const bombs: Record<string, string> = {
    "brackets 100,000 deep": "[".repeat(100_000),
    "dashes 100,000 deep": `${"- ".repeat(100_000)}x`,
    "an alias inside its own anchor": "units: &u\n  - [*u, *u, *u]\n",
    "20,000 unknown keys": Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n"),
    "20,000 tabs": "a:\n\t".repeat(20_000),
  };
  test.each(Object.entries(bombs))("%s", (_, text) => {
    const faults = faultsOf(parseText(text));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(maxFaults + 1);
  });

  const fragment = fc.constantFrom(
    ..."units: |sites:|links:|devices:|- |  |\n|\n  |\n    |id: |name: |{|}|[|]|&a |*a |: |'|\"|#|no|06970|1e3|~|\t|\r\n|? |!!str |---\n|%YAML 1.1\n|>\n|<<: |co-to|__proto__: |é".split(
      "|",
    ),
  );
  const nearYaml = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(""));

  test("whatever the text, the answer is an inventory or faults of the contract's form", () => {
    const texts = fc.array(fc.oneof(nearYaml, fc.string({ unit: "binary" })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(texts, (list) => {
        const result = parseInventory(list.map((text, index) => ({ path: `${index}.yaml`, text })));
        if ("inventory" in result) return;
        expect(result.faults.length).toBeGreaterThan(0);
        for (const fault of result.faults) inventoryFaultSchema.parse(fault);
      }),
      { numRuns: 500 },
    );
  });
});

test("every fault is said in Vietnamese too, with no place left open", () => {
  for (const folder of Object.keys(expected)) {
    const root = new URL(`./${folder}/`, fixtures);
    const files = readdirSync(root).map((path) => ({
      path,
      text: readFileSync(new URL(path, root), "utf8"),
    }));
    for (const fault of faultsOf(parseInventory(files))) {
      const said = faultWords(fault, "vi");
      expect(said.message).not.toBe(fault.message);
      expect(`${said.message} ${said.mend} ${fault.message} ${fault.mend}`).not.toMatch(/\{\w+\}/);
    }
  }
});
