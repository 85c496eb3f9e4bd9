export const migrations = [
  `
  CREATE TABLE agent (
    id TEXT PRIMARY KEY, hostName TEXT NOT NULL, version TEXT NOT NULL, hub INTEGER NOT NULL,
    tokenHash TEXT NOT NULL UNIQUE, enrolledMs INTEGER NOT NULL, lastSeenMs INTEGER, facts TEXT
  ) STRICT;
  CREATE TABLE invite (codeHash TEXT PRIMARY KEY, hub INTEGER NOT NULL, expiresMs INTEGER NOT NULL) STRICT;
  CREATE TABLE session (tokenHash TEXT PRIMARY KEY, expiresMs INTEGER NOT NULL) STRICT;
  CREATE TABLE inventory (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, appliedMs INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE assignment (
    assignment INTEGER PRIMARY KEY AUTOINCREMENT, agent TEXT NOT NULL, spec TEXT NOT NULL,
    fromMs INTEGER NOT NULL, toMs INTEGER
  ) STRICT;
  CREATE TABLE run (
    assignment INTEGER NOT NULL, firstMs INTEGER NOT NULL, lastMs INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT, count INTEGER NOT NULL,
    PRIMARY KEY (assignment, firstMs)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE batch (
    agent TEXT NOT NULL, boot TEXT NOT NULL, sequence INTEGER NOT NULL, seenMs INTEGER NOT NULL,
    PRIMARY KEY (agent, boot, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE audit (
    entry INTEGER PRIMARY KEY AUTOINCREMENT, atMs INTEGER NOT NULL, actor TEXT NOT NULL,
    action TEXT NOT NULL, object TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE run ADD COLUMN knownMs INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE pastRun (
    assignment INTEGER NOT NULL, firstMs INTEGER NOT NULL, lastMs INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT, count INTEGER NOT NULL, knownMs INTEGER NOT NULL, untilMs INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX pastRunUntil ON pastRun (assignment, untilMs);
  CREATE TABLE pastPace (
    assignment INTEGER NOT NULL, untilMs INTEGER NOT NULL, intervalMs INTEGER NOT NULL, timeoutMs INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE revision (
    entry INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, checkId TEXT NOT NULL,
    fromMs INTEGER NOT NULL, toMs INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX revisionObject ON revision (kind, id, toMs);
  CREATE TABLE maintenance (
    id TEXT PRIMARY KEY, createdMs INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL, cancelled TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE token (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, scope TEXT NOT NULL, tokenHash TEXT NOT NULL UNIQUE,
    requestsPerS INTEGER NOT NULL, createdMs INTEGER NOT NULL, expiresMs INTEGER, lastUsedMs INTEGER
  ) STRICT;
  `,
  "ALTER TABLE invite ADD COLUMN name TEXT;",
  // what is sealed cannot be compared where it lies
  `
  ALTER TABLE inventory ADD COLUMN changed INTEGER NOT NULL DEFAULT 1;
  UPDATE inventory SET changed = body IS NOT (
    SELECT body FROM inventory AS former WHERE former.revision < inventory.revision ORDER BY revision DESC LIMIT 1
  );
  `,
  `
  CREATE TABLE secret (
    name TEXT PRIMARY KEY, value TEXT NOT NULL, changedMs INTEGER NOT NULL, actor TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE user (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE userLink (codeHash TEXT PRIMARY KEY, user TEXT NOT NULL, expiresMs INTEGER NOT NULL) STRICT;
  CREATE TABLE secondFactorRole (role TEXT PRIMARY KEY) STRICT;
  ALTER TABLE session ADD COLUMN user TEXT;
  ALTER TABLE token ADD COLUMN under TEXT;
  ALTER TABLE token ADD COLUMN owner TEXT;
  ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE audit ADD COLUMN before TEXT;
  ALTER TABLE audit ADD COLUMN after TEXT;
  ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
  CREATE TRIGGER auditKept BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END;
  CREATE TRIGGER auditUnchanged BEFORE UPDATE ON audit WHEN old.hash <> ''
    BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END;
  `,
  `
  CREATE TABLE spell (
    subject TEXT NOT NULL, topic TEXT NOT NULL, fromMs INTEGER NOT NULL, toMs INTEGER NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (subject, topic, fromMs)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spellEnd ON spell (toMs);
  `,
  `
  CREATE TABLE incident (
    incident INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, openedMs INTEGER NOT NULL,
    resolvedMs INTEGER, body TEXT NOT NULL
  ) STRICT;
  INSERT INTO sqlite_sequence (name, seq) VALUES ('incident', 1000);
  CREATE INDEX incidentState ON incident (state, resolvedMs);
  CREATE TABLE incidentEvent (
    entry INTEGER PRIMARY KEY AUTOINCREMENT, incident INTEGER NOT NULL, atMs INTEGER NOT NULL, kind TEXT NOT NULL,
    actor TEXT NOT NULL, filled TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incidentEventOf ON incidentEvent (incident, entry);
  CREATE TABLE alert (
    entry INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, incident INTEGER, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alertOf ON alert (incident);
  CREATE INDEX alertFiring ON alert (entry) WHERE state = 'firing';
  CREATE TABLE silence (
    id TEXT PRIMARY KEY, createdMs INTEGER NOT NULL, toMs INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE notification (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, channel TEXT,
    contact TEXT, items TEXT NOT NULL, madeMs INTEGER NOT NULL, dueMs INTEGER NOT NULL, doneMs INTEGER,
    attempts INTEGER NOT NULL, reason TEXT, detail TEXT
  ) STRICT;
  CREATE INDEX notificationWaiting ON notification (channel, sequence) WHERE state = 'waiting';
  CREATE INDEX notificationRecipient ON notification (channel, contact, madeMs);
  CREATE TABLE notifyCourse (incident TEXT PRIMARY KEY, body TEXT NOT NULL, nextMs INTEGER) STRICT;
  CREATE INDEX notifyCourseNext ON notifyCourse (nextMs) WHERE nextMs IS NOT NULL;
  `,
  `
  ALTER TABLE agent ADD COLUMN standing TEXT;
  ALTER TABLE invite ADD COLUMN site TEXT;
  ALTER TABLE invite ADD COLUMN approve INTEGER NOT NULL DEFAULT 1;
  `,
  `
  CREATE TABLE neighbour (
    device TEXT NOT NULL, port TEXT NOT NULL, self TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
    seenMs INTEGER NOT NULL, PRIMARY KEY (device, port)
  ) STRICT;
  `,
  `
  CREATE TABLE heartbeat (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE heartbeatWatch (one INTEGER PRIMARY KEY CHECK (one = 1), aliveMs INTEGER NOT NULL) STRICT;
  `,
  `
  CREATE TABLE release (
    sequence INTEGER PRIMARY KEY, version TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    signature TEXT NOT NULL, addedMs INTEGER NOT NULL, actor TEXT NOT NULL, bundle BLOB NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE conference (
    conference INTEGER PRIMARY KEY AUTOINCREMENT, startMs INTEGER NOT NULL, endMs INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX conferenceEnd ON conference (endMs);
  CREATE TABLE conferenceRun (
    run INTEGER PRIMARY KEY AUTOINCREMENT, conference INTEGER NOT NULL, stage TEXT NOT NULL, summary TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX conferenceRunOf ON conferenceRun (conference, run);
  CREATE TABLE conferenceQuality (conference INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  ALTER TABLE notification ADD COLUMN letter TEXT;
  `,
  `
  CREATE TABLE report (
    report INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, madeMs INTEGER NOT NULL, head TEXT NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  INSERT INTO sqlite_sequence (name, seq) VALUES ('report', 1000);
  CREATE INDEX reportQuestion ON report (question, report);
  `,
  `
  CREATE TABLE map (entry INTEGER PRIMARY KEY CHECK (entry = 1), body TEXT NOT NULL) STRICT;
  `,
];
