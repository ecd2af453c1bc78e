package sqlite

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

// TestPlans holds what pages of worklists cost: no query of a page sorts or
// reads a table from end to end.
func TestPlans(t *testing.T) {
	ctx := context.Background()
	s, err := Create(ctx, filepath.Join(t.TempDir(), "a.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	city, community := quanyuan.Everywhere, quanyuan.Scope{"429006001001"}
	fill(t, s)
	lastPlan(t, s)
	for _, c := range []struct {
		name string
		ask  func() error
		want string // what the plan must say
		not  string // and must not
	}{
		{"a page of a community", func() error {
			_, err := s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: community, Limit: 50})
			return err
		}, `SEARCH presence USING PRIMARY KEY \(community>\? AND community<\?\)`, "TEMP B-TREE|SCAN"},
		{"its next page", func() error {
			_, err := s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: community, AfterCommunity: community[0], After: "P1", Limit: 50})
			return err
		}, `SEARCH presence USING PRIMARY KEY`, "TEMP B-TREE|SCAN"},
		{"a page that is reached by its number", func() error {
			_, err := s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: community, Skip: 150, Limit: 50})
			return err
		}, `SEARCH presence USING PRIMARY KEY \(community>\? AND community<\?\)`, "TEMP B-TREE|SCAN"},
		{"how many persons a community has", func() error {
			_, err := s.CountPersonsIn(ctx, quanyuan.PersonQuery{Scope: community, Limit: 10_001})
			return err
		}, `SEARCH presence USING PRIMARY KEY \(community>\? AND community<\?\)`, "TEMP B-TREE|SCAN presence|SCAN batch|SCAN person"},
		{"how many persons a community has of each kind", func() error {
			_, err := s.CountPlaces(ctx, community)
			return err
		}, `SEARCH presence USING PRIMARY KEY \(community>\? AND community<\?\)`, "SCAN presence|SCAN batch|SCAN person"},
		{"the rows on a desk", func() error {
			_, err := s.ProposalsIn(ctx, quanyuan.ProposalQuery{Scope: community, Outcomes: []quanyuan.Outcome{quanyuan.New, quanyuan.Differs}, Limit: 50})
			return err
		}, `(?s)COVERING INDEX proposal_desk \(desk>\? AND desk<\?\).*SEARCH proposal USING PRIMARY KEY \(batch=\? AND record=\?\)`, "SCAN proposal|SCAN assignment|SCAN paper"},
		{"how many rows are on a desk", func() error {
			_, err := s.CountProposals(ctx, quanyuan.ProposalQuery{Scope: community, Outcomes: []quanyuan.Outcome{quanyuan.New, quanyuan.Differs}})
			return err
		}, `COVERING INDEX proposal_desk \(desk>\? AND desk<\?\)`, "SCAN proposal|SCAN assignment|SCAN paper"},
		{"tasks of a city", func() error {
			_, err := s.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, States: []string{"open"}, Scope: city, Limit: 50})
			return err
		}, `INDEX paper_rank \(kind=\? AND state=\?\)`, "TEMP B-TREE|SCAN"},
		{"their next page", func() error {
			_, err := s.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, States: []string{"open"}, Scope: city, Limit: 50, AfterRank: 2, AfterID: "7"})
			return err
		}, `INDEX paper_rank \(kind=\? AND state=\? AND rank<\?\)`, "TEMP B-TREE|SCAN"},
		{"households of a community", func() error {
			_, err := s.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.HouseholdPaper, Scope: community})
			return err
		}, `INDEX paper_desk \(kind=\? AND desk>\? AND desk<\?\)`, "SCAN|PRIMARY KEY \\(kind=\\?\\)"},
	} {
		t.Run(c.name, func(t *testing.T) { holdPlan(t, s, 1, c.ask, c.want, c.not) })
	}
	// What takes more than one query: who has a key, and the crowds; a person, and
	// what happened.
	t.Run("persons under search keys", func(t *testing.T) {
		holdPlan(t, s, 3, func() error {
			_, _, err := s.FindPersons(ctx, []uint64{1, 2}, 20)
			return err
		}, `SEARCH search_key USING PRIMARY KEY \(key=\?\)`, "SCAN search_key|SCAN person")
	})
	t.Run("a history", func(t *testing.T) {
		holdPlan(t, s, 2, func() error {
			_, err := s.Events(ctx, "P1")
			return err
		}, `SEARCH event USING INTEGER PRIMARY KEY \(rowid=\?\)`, "SCAN event|SCAN person")
	})
}

// holdPlan asks something for the first time, and looks at the plan of the
// queries that it takes.
func holdPlan(t *testing.T, s *Store, queries int, ask func() error, want, not string) {
	t.Helper()
	before := len(s.read.kept)
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if len(s.read.kept) != before+queries {
		t.Fatalf("%d queries, want %d", len(s.read.kept)-before, queries)
	}
	plan := lastPlan(t, s)
	if !regexp.MustCompile(want).MatchString(plan) || regexp.MustCompile(not).MatchString(plan) {
		t.Errorf("plan is\n%s\nwant %s and not %s", plan, want, not)
	}
}

// planned are the queries whose plan was looked at.
var planned = map[string]bool{}

// lastPlan explains the query that was prepared since the last call.
func lastPlan(t *testing.T, s *Store) string {
	t.Helper()
	var steps []string
	for query := range s.read.kept {
		if planned[query] {
			continue
		}
		planned[query] = true
		args := make([]any, strings.Count(query, "?"))
		rows, err := s.read.db.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, none int
			var step string
			if err := rows.Scan(&id, &parent, &none, &step); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, step)
		}
	}
	return strings.Join(steps, "\n")
}
