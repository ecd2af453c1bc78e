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
		t.Run(c.name, func(t *testing.T) {
			before := len(s.read.kept)
			if err := c.ask(); err != nil {
				t.Fatal(err)
			}
			if len(s.read.kept) != before+1 {
				t.Fatalf("%d queries, want one", len(s.read.kept)-before)
			}
			plan := lastPlan(t, s)
			if !regexp.MustCompile(c.want).MatchString(plan) || regexp.MustCompile(c.not).MatchString(plan) {
				t.Errorf("plan is\n%s\nwant %s and not %s", plan, c.want, c.not)
			}
		})
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
