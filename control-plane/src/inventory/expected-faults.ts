/** The folder of a rule, and exactly what its files are told; of `more-faults` only the last line. */
export const expectedFaults: Record<string, string[]> = {
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
  "bad-phone": [
    'units.yaml:2:32 113 is not a phone number (write it in quotes like "0912345678" or "+84912345678")',
    'units.yaml:3:36 gọi Bình is not a phone number (write it in quotes like "0912345678" or "+84912345678")',
  ],
  "bad-email": [
    "units.yaml:1:39 an.example.vn is not an e-mail address (write it like truc@example.vn)",
    "units.yaml:3:71 Hải Đăng is not an e-mail address (write it like truc@example.vn)",
    "units.yaml:4:37 kind cannot be slack (use one of email, webhook, alertmanager, sms, zalo, telegram, syslog, gsm, command)",
    "units.yaml:5:69 bodi is not a known key here (did you mean body?)",
  ],
  "bad-telegram": [
    'units.yaml:1:42 @an is not a Telegram chat id (write the number of the chat in quotes, e.g. "-1001234567890")',
  ],
  "bad-time": ['units.yaml:2:72 7h00 is not a time of day (write it in quotes like "07:00")'],
  "bad-program": [
    "units.yaml:1:58 ../../bin/sh is not the name of a program (put it into the folder commands of the data folder and write its file name alone)",
  ],
  "bad-modem": ["units.yaml:1:53 COM1 is not a serial port (write it like /dev/ttyUSB0)"],
  "needs-mail": [
    "units.yaml:3:66 the channel web is webhook: a report goes by mail (name a channel of kind email)",
  ],
  "needs-contact": [
    "units.yaml:2:37 sms is of the kind sms, which needs somebody to go to (add contacts: [...] or roster: ... beside it)",
  ],
  "no-address": [
    "units.yaml:2:67 there is no contact chi (define it under contacts, or correct the id)",
    "units.yaml:5:32 there is no unit ha-long (define it under units, or correct the id)",
    "units.yaml:5:76 an cannot be reached over sms (sms): the contact has no phone (give the contact an a line phone: ..., or take another channel or contact)",
    "units.yaml:5:107 an cannot be reached over sms (sms): the contact has no phone (give the contact an a line phone: ..., or take another channel or contact)",
    "units.yaml:6:32 there is no channel smss (did you mean sms? Else define smss under channels)",
    "units.yaml:6:82 there is no on-call roster trucc (did you mean truc? Else define trucc under rosters)",
  ],
  "escalate-order": [
    "units.yaml:3:104 this step comes after 300 s, the one before it after 900 s (afterS counts from the first message: let it rise from step to step)",
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
  "threshold-taken": [
    "thresholds.yaml:3:30 link is given to the thresholds a already (leave it with one of the two profiles)",
    "thresholds.yaml:3:46 default is given to the thresholds a already (leave it with one of the two profiles)",
    "thresholds.yaml:9:79 there is no threshold profile c (did you mean a? Else define c under thresholds)",
    "thresholds.yaml:9:92 losPct is not a known key here (did you mean lossPct?)",
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
  "bad-token": [
    "units.yaml:4:54 the token is too short, too long, or has other characters than letters, digits, dashes and underscores (write 16 to 128 of these, or leave it out: haidang heartbeat address shows one that was made)",
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
  "one-rhythm": [
    'units.yaml:4:5 a heartbeat has exactly one of intervalS or at (write intervalS: 600 for every ten minutes, or at: ["02:00"] for every night at two)',
    'units.yaml:5:5 a heartbeat has exactly one of intervalS or at (write intervalS: 600 for every ten minutes, or at: ["02:00"] for every night at two)',
    'units.yaml:6:37 2:00 is not a time of day (write it in quotes like "07:00")',
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
    "units.yaml:1:1 the file does not begin with a list name (begin with one of units, sites, links, devices, services, videoPoints, racks, heartbeats, calendars, contacts, rosters, channels, routes, successions, thresholds, contracts, reports, templates, defaults, followed by a colon)",
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
    "units.yaml:2:23 owner is not a known key here (known keys: id, name, kind, parent, code, from, to, calendar, sla, severity)",
    "units.yaml:10:5 carier is not a known key here (did you mean carrier?)",
    "units.yaml:11:1 lnks is not a known key here (known keys: units, sites, links, devices, services, videoPoints, racks, heartbeats, calendars, contacts, rosters, channels, routes, successions, thresholds, contracts, reports, templates, defaults)",
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
  "never-in-force": [
    "units.yaml:2:50 cu begins on 2025-07-01 and ends on 2025-07-01, so that it is never there (correct one of the two days; to is the first day on which it is no more)",
  ],
  "parent-not-in-force": [
    "units.yaml:4:38 moi (2025-07-01 → …) is there while its parent huyen (… → 2025-07-01) is not (give the unit from and to within those of its parent, or another parent)",
  ],
  "unit-over": [
    "units.yaml:8:29 a belongs to the unit cu (… → …) while that is not there (… → 2025-07-01) (say what it belongs to from which day on: unit: [{ unit: cu }, { unit: moi, from: 2025-07-01 }])",
    "units.yaml:9:38 b belongs to the unit cu (… → 2025-08-01) while that is not there (… → 2025-07-01) (say what it belongs to from which day on: unit: [{ unit: cu }, { unit: moi, from: 2025-07-01 }])",
    "units.yaml:12:29 d belongs to the unit het (… → …) while that is not there (… → 2025-07-01) (say what it belongs to from which day on: unit: [{ unit: het }, { unit: ..., from: 2025-07-01 }])",
  ],
  "unit-order": [
    "units.yaml:5:81 2025-07-01 is not after the day before it in this list (write units in the order of their days; only the first may stand without from)",
    "units.yaml:6:52 moi is not after the day before it in this list (write units in the order of their days; only the first may stand without from)",
  ],
  "succession-self": ["units.yaml:4:21 cu cannot succeed itself (name the unit that took it over under to)"],
  "succession-from": [
    "units.yaml:5:13 cu (… → …) went over as a whole on 2025-07-01, which is not the day it ends (write to: 2025-07-01 at that unit, or share: part where it goes on)",
  ],
  "succession-absent": [
    "units.yaml:5:21 moi (2025-08-01 → …) is not there on 2025-07-01 (correct the day here, or from and to of that unit)",
    "units.yaml:6:13 cu (… → 2025-07-01) is not there on 2025-09-01 (correct the day here, or from and to of that unit)",
  ],
  "succession-twice": [
    "units.yaml:7:13 cu goes over as a whole on 2025-07-01, and more than once (keep one of them, or write share: part for each)",
    "units.yaml:8:13 cu goes over as a whole on 2025-07-01, and more than once (keep one of them, or write share: part for each)",
  ],
  "unknown-template": [
    "units.yaml:3:22 there is no template rooter-xa (did you mean router-xa?)",
    "units.yaml:7:63 there is no template router (define it under templates, or remove the line)",
    "units.yaml:8:63 use has to be text, not 5 (write one line of text)",
  ],
  "template-ring": [
    "units.yaml:3:19 these templates are made of each other: a → b → a (remove the line use from one of them)",
  ],
  "defaults-twice": [
    "units.yaml:1:33 carier is not a known key here (did you mean carrier?)",
    "units.yaml:1:56 units has to be an object of keys and values, not […] (write it as lines of key: value)",
    "units.yaml:1:61 rooms is not a known key here (known keys: units, sites, links, devices, services, videoPoints, racks, heartbeats, calendars, contacts, rosters, channels, routes, successions, thresholds, contracts, reports)",
    "zz.yaml:1:13 links has its defaults already in units.yaml, line 1 (write all defaults of links in one place)",
  ],
  "yaml-syntax": [
    "units.yaml:2:5 this cannot be read as YAML: Unresolved tag: !office (look at this line and the one before it)",
  ],
  "yaml-tab": ["units.yaml:2:1 a tab is used to indent (replace the tab with spaces)"],
  "yaml-unclosed": [
    'units.yaml:4:1 a quote or bracket is not closed: Missing closing "quote (close the quote or bracket that was opened on this line or before it)',
  ],
  "unknown-secret": [
    "units.yaml:4:77 the vault has no secret named cong-dong (set it first: haidang secret set cong-dong)",
  ],
};
