-- From version 2 to 3; see schema.sql.
CREATE TABLE presence_3 (
  community TEXT NOT NULL,
  number    TEXT NOT NULL,
  person    INTEGER NOT NULL REFERENCES person (id),
  category  INTEGER NOT NULL,
  household TEXT NOT NULL,
  recheck   TEXT NOT NULL,
  note      INTEGER NOT NULL,
  PRIMARY KEY (community, number)
) WITHOUT ROWID;
INSERT INTO presence_3 (community, number, person, category, household, recheck, note)
  SELECT community, number, person, category, household, recheck, note
  FROM presence JOIN person ON person.id = presence.person WHERE exited = '' ORDER BY community, number;
DROP TABLE presence;
ALTER TABLE presence_3 RENAME TO presence;
CREATE INDEX presence_household ON presence (community, household) WHERE household <> '';
CREATE INDEX presence_recheck ON presence (recheck) WHERE recheck <> '';
CREATE INDEX batch_staged ON batch (committed) WHERE committed = 0;
DROP INDEX paper_desk;
DROP INDEX paper_other;
CREATE INDEX paper_desk ON paper (kind, desk, state);
CREATE INDEX paper_other ON paper (kind, other, state) WHERE other <> '';
CREATE INDEX paper_rank ON paper (kind, state, rank DESC, id, desk, other);
CREATE TABLE reply (
  account TEXT NOT NULL,
  key     BLOB NOT NULL,
  at      INTEGER NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX reply_at ON reply (at);
CREATE TABLE proposal_3 (
  batch   INTEGER NOT NULL,
  record  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  person  TEXT NOT NULL,
  desk    TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (batch, record)
) WITHOUT ROWID;
INSERT INTO proposal_3 (batch, record, part, outcome, person, desk, payload)
  SELECT batch, record, part, outcome, person,
    coalesce(nullif(json_extract(CAST(payload AS TEXT), '$.placed'), ''), json_extract(CAST(payload AS TEXT), '$.known[0]'), ''), payload
  FROM proposal;
DROP TABLE proposal;
ALTER TABLE proposal_3 RENAME TO proposal;
CREATE INDEX proposal_desk ON proposal (desk, outcome, record);
