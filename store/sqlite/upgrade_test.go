package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"quanyuan"
)

// version2 makes a file what version 2 had made of the same acts.
const version2 = `
CREATE TABLE presence_2 (
  community TEXT NOT NULL,
  person    INTEGER NOT NULL REFERENCES person (id),
  category  INTEGER NOT NULL,
  household TEXT NOT NULL,
  recheck   TEXT NOT NULL,
  note      INTEGER NOT NULL,
  PRIMARY KEY (community, person)
) WITHOUT ROWID;
INSERT INTO presence_2 SELECT community, person, category, household, recheck, note FROM presence;
DROP TABLE presence;
ALTER TABLE presence_2 RENAME TO presence;
CREATE INDEX presence_household ON presence (community, household) WHERE household <> '';
CREATE INDEX presence_recheck ON presence (recheck) WHERE recheck <> '';
DROP INDEX batch_staged;
DROP INDEX paper_rank;
DROP INDEX paper_desk;
DROP INDEX paper_other;
CREATE INDEX paper_desk ON paper (kind, state, desk, rank DESC, id);
CREATE INDEX paper_other ON paper (kind, state, other, rank DESC, id) WHERE other <> '';
DROP TABLE reply;
CREATE TABLE proposal_2 (
  batch   INTEGER NOT NULL,
  record  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  person  TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (batch, record)
) WITHOUT ROWID;
INSERT INTO proposal_2 SELECT batch, record, part, outcome, person, payload FROM proposal;
DROP TABLE proposal;
ALTER TABLE proposal_2 RENAME TO proposal;
PRAGMA user_version = 2;`

func TestOlderFilesAreUpgraded(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := Create(ctx, path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	everybody := quanyuan.PersonQuery{Scope: quanyuan.Everywhere}
	before := fill(t, s)
	open := propose(t, s)
	fresh := ddl(t, s)
	// Version 2 kept the presences of who has exited.
	if _, err := s.write.ExecContext(ctx, version2+" UPDATE person SET exited = '1' WHERE number = 'P2'"); err != nil {
		t.Fatal(err)
	}
	before = slices.DeleteFunc(before, func(p quanyuan.Placed) bool { return p.Person.Number == "P2" })
	s.Close()

	if s, err = Open(ctx, path, time.Now); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	after, err := s.PersonsIn(ctx, everybody)
	if err != nil || !reflect.DeepEqual(after, before) {
		t.Errorf("persons after the upgrade: %v %v, want %v", after, err, before)
	}
	if got := ddl(t, s); !reflect.DeepEqual(got, fresh) {
		t.Errorf("tables and indexes are\n%q\nwant those of a new file\n%q", got, fresh)
	}
	if got, err := s.ProposalsIn(ctx, quanyuan.ProposalQuery{Scope: quanyuan.Scope{"429006001001"}}); err != nil || !reflect.DeepEqual(got, open) {
		t.Errorf("proposals on a desk after the upgrade: %v %v, want %v", got, err, open)
	}
	p := after[0].Person
	p.Presences = nil
	if err := s.Apply(ctx, &quanyuan.Change{Persons: []quanyuan.PersonState{{After: p, Seen: p.Version}}}); err != nil {
		t.Fatal(err)
	}
	if after, err = s.PersonsIn(ctx, everybody); err != nil || len(after) != len(before)-1 {
		t.Errorf("after a change: %d persons, %v", len(after), err)
	}
}

func TestVersionsOutOfReachAreRefused(t *testing.T) {
	ctx := context.Background()
	for v, key := range map[int]string{1: "store.older", version + 1: "store.newer"} {
		path := filepath.Join(t.TempDir(), "a.db")
		s, err := Create(ctx, path, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", v)); err != nil {
			t.Fatal(err)
		}
		s.Close()
		_, err = Open(ctx, path, time.Now)
		var e *quanyuan.Error
		if !errors.As(err, &e) || e.Key != key {
			t.Errorf("version %d: %v, want %s", v, err, key)
		}
	}
}

// fill enters three persons in two communities.
func fill(t *testing.T, s *Store) []quanyuan.Placed {
	t.Helper()
	ctx := context.Background()
	for _, p := range []struct{ number, community string }{{"P3", "429006001001"}, {"P1", "429006001002"}, {"P2", "429006001001"}} {
		n := quanyuan.Number(p.number)
		c := &quanyuan.Change{}
		record := c.Add(&quanyuan.Record{})
		c.Events = []*quanyuan.Event{{Kind: quanyuan.Entered, Person: n, Record: record, Actor: "test", At: time.Unix(0, 0)}}
		c.Persons = []quanyuan.PersonState{{Keys: []uint64{1}, After: &quanyuan.Person{Number: n, Records: []quanyuan.RecordID{record},
			Presences: []quanyuan.Presence{{Community: p.community, Household: "1", Record: record}}}}}
		if err := s.Apply(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Everywhere})
	if err != nil || len(all) != 3 {
		t.Fatalf("%d persons, %v", len(all), err)
	}
	return all
}

// propose writes three proposals and gives those on one community's desk: by
// where the row places the person, and by where the register has him.
func propose(t *testing.T, s *Store) []*quanyuan.Proposal {
	t.Helper()
	ctx := context.Background()
	ps := []*quanyuan.Proposal{
		{Batch: 1, Record: 1<<32 | 1, Outcome: quanyuan.New, Placed: "429006001001"},
		{Batch: 1, Record: 1<<32 | 2, Outcome: quanyuan.Differs, Known: []string{"429006001001"}},
		{Batch: 1, Record: 1<<32 | 3, Outcome: quanyuan.New},
	}
	err := s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		for _, p := range ps {
			if !yield(p, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	open, err := s.ProposalsIn(ctx, quanyuan.ProposalQuery{Scope: quanyuan.Scope{"429006001001"}})
	if err != nil || len(open) != 2 {
		t.Fatalf("%d proposals, %v", len(open), err)
	}
	return open
}

// ddl gives the columns of the tables and the indexes.
func ddl(t *testing.T, s *Store) (all []string) {
	t.Helper()
	rows, err := s.read.db.Query(`SELECT m.type || ' ' || m.name || ' ' || group_concat(c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk)
		FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name
		UNION ALL SELECT 'index ' || name || ' ' || sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}
