-- The register in one SQLite file. Rows of an import that is under way carry
-- its batch number and are shown by no query until the batch is committed.
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE batch (
  id        INTEGER PRIMARY KEY,
  committed INTEGER NOT NULL DEFAULT 0 CHECK (committed IN (0, 1)),
  register  INTEGER NOT NULL CHECK (register IN (0, 1)),
  hash      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  unit      TEXT NOT NULL,
  division  TEXT NOT NULL,
  payload   BLOB NOT NULL           -- the Batch as JSON
);
-- The same bytes from the same source are one batch.
CREATE UNIQUE INDEX batch_once ON batch (hash, kind, unit, division) WHERE committed = 1;
CREATE INDEX batch_staged ON batch (committed) WHERE committed = 0;

CREATE TABLE file (
  batch INTEGER NOT NULL REFERENCES batch (id),
  part  INTEGER NOT NULL,
  bytes BLOB NOT NULL,              -- gzip
  PRIMARY KEY (batch, part)
) WITHOUT ROWID;

-- id = batch << 32 | ordinal, so that a batch is one range.
CREATE TABLE record (
  id      INTEGER PRIMARY KEY,
  payload BLOB NOT NULL,            -- the Record, see package codec
  cells   BLOB                      -- the raw row as a JSON array
);

CREATE TABLE person (
  id      INTEGER PRIMARY KEY,
  number  TEXT NOT NULL,
  batch   INTEGER NOT NULL,         -- 0: entered by a person at a desk
  exited  TEXT NOT NULL,
  version INTEGER NOT NULL,
  keys    BLOB NOT NULL,            -- its search keys, 8 bytes each, little endian
  payload BLOB NOT NULL             -- the Person, a fold over event, see package codec
);
CREATE UNIQUE INDEX person_number ON person (number);

-- In the order in which a community is listed, so that a page reads no more
-- than itself.
CREATE TABLE presence (
  community TEXT NOT NULL,
  number    TEXT NOT NULL,          -- the person's
  person    INTEGER NOT NULL REFERENCES person (id),
  category  INTEGER NOT NULL,
  household TEXT NOT NULL,
  recheck   TEXT NOT NULL,          -- the day on which a short stay is looked at again
  note      INTEGER NOT NULL,       -- how it is counted, see PlaceNotes
  PRIMARY KEY (community, number)
) WITHOUT ROWID;
-- Presences that have ended, and those of who has exited, stand in the person's
-- payload alone.
CREATE INDEX presence_household ON presence (community, household) WHERE household <> '';
CREATE INDEX presence_recheck ON presence (recheck) WHERE recheck <> '';

CREATE TABLE search_key (
  key    INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES person (id),
  PRIMARY KEY (key, person)
) WITHOUT ROWID;

CREATE TABLE event (
  seq    INTEGER PRIMARY KEY AUTOINCREMENT,
  batch  INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  person TEXT NOT NULL,
  record INTEGER NOT NULL,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL CHECK (actor <> ''),
  field  INTEGER NOT NULL,
  reason TEXT NOT NULL,
  date   TEXT NOT NULL,
  about  INTEGER NOT NULL,
  other  TEXT NOT NULL,
  cause  INTEGER NOT NULL,
  moved  BLOB                       -- records moved and dropped, as JSON
);
CREATE INDEX event_person ON event (person, seq);
CREATE INDEX event_record ON event (record) WHERE record <> 0;
CREATE INDEX event_other ON event (other) WHERE other <> '';

-- Who has a record now; the fold of enter, attach, merge and split.
CREATE TABLE assignment (
  record INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id)
);

CREATE TABLE paper (
  kind    TEXT NOT NULL,
  id      TEXT NOT NULL,
  version INTEGER NOT NULL,
  state   TEXT NOT NULL,
  desk    TEXT NOT NULL,
  other   TEXT NOT NULL,
  due     TEXT NOT NULL,
  rank    REAL NOT NULL,
  payload BLOB NOT NULL,            -- the Paper as JSON
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX paper_desk ON paper (kind, desk, state);
CREATE INDEX paper_other ON paper (kind, other, state) WHERE other <> '';
-- For lists of a whole city or district, which are read in the order of ranks
-- and left off at the end of a page.
CREATE INDEX paper_rank ON paper (kind, state, rank DESC, id, desk, other);
CREATE TABLE paper_person (
  person TEXT NOT NULL,
  kind   TEXT NOT NULL,
  id     TEXT NOT NULL,
  PRIMARY KEY (person, kind, id)
) WITHOUT ROWID;
CREATE TABLE paper_record (
  record INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  id     TEXT NOT NULL,
  PRIMARY KEY (record, kind, id)
) WITHOUT ROWID;
-- The last number given, for each kind of paper and for persons.
CREATE TABLE number (
  of   TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE proposal (
  batch   INTEGER NOT NULL,
  record  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  person  TEXT NOT NULL,
  desk    TEXT NOT NULL,            -- community whose clerk looks at the row
  payload BLOB NOT NULL,            -- the Proposal as JSON
  PRIMARY KEY (batch, record)
) WITHOUT ROWID;
CREATE INDEX proposal_desk ON proposal (desk, outcome, record);

CREATE TABLE account (
  name     TEXT PRIMARY KEY,
  version  INTEGER NOT NULL,
  post     TEXT NOT NULL,           -- empty while it is powerless
  payload  BLOB NOT NULL            -- the Account as JSON
) WITHOUT ROWID;
CREATE INDEX account_post ON account (post) WHERE post <> '';

CREATE TABLE ticket (
  id      TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  account TEXT NOT NULL,
  person  TEXT NOT NULL,
  ended   INTEGER NOT NULL CHECK (ended IN (0, 1)),
  payload BLOB NOT NULL             -- the Ticket as JSON
) WITHOUT ROWID;
CREATE INDEX ticket_account ON ticket (account) WHERE account <> '' AND ended = 0;
CREATE INDEX ticket_person ON ticket (person) WHERE person <> '' AND ended = 0;

-- The chain of audit lines. What lists are filtered by is read out of the line
-- itself, so that nothing beside it can say otherwise.
CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY,
  line    TEXT NOT NULL,            -- the AuditLine as JSON, byte for byte what the hash covers
  hash    BLOB NOT NULL,            -- SHA-256 of the hash before it and the line
  object  TEXT AS (line ->> 'kind' || ' ' || coalesce(line ->> 'id', '')) VIRTUAL,
  account TEXT AS (line ->> 'account') VIRTUAL
);
CREATE INDEX audit_object ON audit (object, seq) WHERE object IS NOT NULL;
CREATE INDEX audit_account ON audit (account, seq) WHERE account IS NOT NULL;
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END;

-- What was answered to a request that may be sent again; see quanyuan.Reply.
CREATE TABLE reply (
  account TEXT NOT NULL,
  key     BLOB NOT NULL,            -- SHA-256 of what the sender named it by
  at      INTEGER NOT NULL,         -- seconds since 1970
  payload BLOB NOT NULL,            -- the Reply as JSON
  PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX reply_at ON reply (at);
