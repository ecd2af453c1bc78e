package sqlite

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"

	"quanyuan"
)

// Changes gives how often something has changed. The counts stand beside the
// last numbers of papers, as "rows" and "rows 12".
func (s *Store) Changes(ctx context.Context, of quanyuan.ChangesOf) (quanyuan.Changes, error) {
	c := quanyuan.Changes{Of: map[string]int64{}}
	rows, err := s.read.QueryContext(brief(ctx), "SELECT of, last FROM number WHERE of BETWEEN ? AND ?", string(of), string(of)+"!")
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return c, err
		}
		if name == string(of) {
			c.All = n
		} else {
			c.Of[name[len(of)+1:]] = n
		}
	}
	return c, rows.Err()
}

// countChange counts a change of everything.
func countChange(ctx context.Context, tx *sql.Tx, of quanyuan.ChangesOf) error {
	_, err := nextNumber(ctx, tx, string(of))
	return err
}

func countChanges(ctx context.Context, tx *sql.Tx, of quanyuan.ChangesOf, names map[string]bool) error {
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if _, err := nextNumber(ctx, tx, string(of)+" "+name); err != nil {
			return err
		}
	}
	return nil
}

// listsIn are the batches of which a change has rows.
func listsIn(c *quanyuan.Change) map[string]bool {
	lists := map[string]bool{}
	about := func(records ...quanyuan.RecordID) {
		for _, r := range records {
			if r>>32 > deskBatch {
				lists[strconv.FormatInt(int64(r>>32), 10)] = true
			}
		}
	}
	for _, e := range c.Events {
		about(e.Record)
		about(e.Records...)
		about(e.Dropped...)
	}
	for _, p := range c.Papers {
		if p.Kind == quanyuan.CasePaper {
			about(p.Records...)
		}
	}
	return lists
}

// changesRulings reports whether a change rules, or gives records to somebody
// else.
func changesRulings(c *quanyuan.Change) bool {
	return slices.ContainsFunc(c.Papers, func(p *quanyuan.Paper) bool { return p.Kind == quanyuan.RulingPaper }) ||
		slices.ContainsFunc(c.Events, func(e *quanyuan.Event) bool {
			return e.Kind.Structural() || e.Kind == quanyuan.Attached || e.Kind == quanyuan.Entered
		})
}
