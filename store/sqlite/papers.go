package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// paperWriter writes papers with whom and what they are about. The receipts of
// searches come many at once: to prepare a statement takes longer than to run
// it.
type paperWriter struct {
	tx               *sql.Tx
	find, write      *sql.Stmt // prepared when first used
	persons, records *bulk
}

func newPaperWriter(tx *sql.Tx) *paperWriter {
	return &paperWriter{tx: tx, persons: newBulkOf(rowsAtOnce, "INSERT OR IGNORE INTO paper_person", "person", "kind", "id"),
		records: newBulkOf(rowsAtOnce, "INSERT OR IGNORE INTO paper_record", "record", "kind", "id")}
}

func (w *paperWriter) flush(ctx context.Context) error {
	return errors.Join(w.persons.flush(ctx, w.tx), w.records.flush(ctx, w.tx))
}

func (w *paperWriter) close() {
	w.persons.close()
	w.records.close()
	for _, s := range []*sql.Stmt{w.find, w.write} {
		if s != nil {
			s.Close()
		}
	}
}

func (w *paperWriter) prepare(ctx context.Context) (err error) {
	if w.write != nil {
		return nil
	}
	if w.find, err = w.tx.PrepareContext(ctx, "SELECT version FROM paper WHERE kind = ? AND id = ?"); err != nil {
		return err
	}
	w.write, err = w.tx.PrepareContext(ctx, "INSERT OR REPLACE INTO paper (kind, id, version, state, desk, other, due, rank, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
	return err
}

// writePapers writes papers in the place of the versions that were seen.
func writePapers(ctx context.Context, tx *sql.Tx, papers []*quanyuan.Paper) error {
	w := newPaperWriter(tx)
	defer w.close()
	for _, p := range papers {
		if err := w.add(ctx, p); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

func (w *paperWriter) add(ctx context.Context, p *quanyuan.Paper) error {
	if err := w.prepare(ctx); err != nil {
		return err
	}
	if p.ID == "" {
		n, err := nextNumber(ctx, w.tx, string(p.Kind))
		if err != nil {
			return err
		}
		p.ID = paperID(n)
	}
	var version int64
	err := w.find.QueryRowContext(ctx, string(p.Kind), p.ID).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if version != p.Version {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "paper.changed", Args: []any{p.ID}}
	}
	p.Version++
	payload, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = w.write.ExecContext(ctx, string(p.Kind), p.ID, p.Version, p.State, p.Desk, p.Other, p.Due.String(), p.Rank, payload)
	if err != nil {
		return err
	}
	return w.subjects(ctx, p)
}

func paperID(n int64) string { return fmt.Sprintf("%08d", n) }

// NewPaperIDs gives IDs for papers to come. They may be lost in a power cut, but
// only with all papers that were written under them.
func (s *Store) NewPaperIDs(ctx context.Context, kind quanyuan.PaperKind, n int) (ids []string, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		last, err := nextNumbers(ctx, tx, string(kind), n)
		for id := last - int64(n) + 1; id <= last; id++ {
			ids = append(ids, paperID(id))
		}
		return err
	})
	return ids, err
}

// nextNumber counts what is numbered one by one: each kind of paper, persons.
func nextNumber(ctx context.Context, tx *sql.Tx, of string) (int64, error) {
	return nextNumbers(ctx, tx, of, 1)
}

// nextNumbers takes n numbers and gives the last.
func nextNumbers(ctx context.Context, tx *sql.Tx, of string, n int) (last int64, err error) {
	err = tx.QueryRowContext(ctx, "INSERT INTO number (of, last) VALUES (?1, ?2) ON CONFLICT (of) DO UPDATE SET last = last + ?2 RETURNING last", of, n).Scan(&last)
	return last, err
}

// subjects notes whom and what a paper is about.
func (w *paperWriter) subjects(ctx context.Context, p *quanyuan.Paper) error {
	if p.Version > 1 {
		if err := w.flush(ctx); err != nil { // the version before may be of the same change
			return err
		}
		for _, table := range []string{"paper_person", "paper_record"} {
			if _, err := w.tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE kind = ? AND id = ?", string(p.Kind), p.ID); err != nil {
				return err
			}
		}
	}
	for _, n := range p.Persons {
		if err := w.persons.add(ctx, w.tx, string(n), string(p.Kind), p.ID); err != nil {
			return err
		}
	}
	for _, r := range p.Records {
		if err := w.records.add(ctx, w.tx, int64(r), string(p.Kind), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// Paper gives one paper.
func (s *Store) Paper(ctx context.Context, kind quanyuan.PaperKind, id string) (*quanyuan.Paper, error) {
	var payload []byte
	err := s.read.QueryRowContext(ctx, "SELECT payload FROM paper WHERE kind = ? AND id = ?", string(kind), id).Scan(&payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "paper.unknown", Args: []any{id}}
	}
	if err != nil {
		return nil, err
	}
	p := &quanyuan.Paper{}
	return p, json.Unmarshal(payload, p)
}

// Papers lists papers by rank, then ID.
//
// What lies on the desks of a community or town is found by its desks and put
// in order. A page of a whole district or city is read in the order of ranks,
// state by state, and left off when it is full: most papers are of its scope.
func (s *Store) Papers(ctx context.Context, q quanyuan.PaperQuery) ([]*quanyuan.Paper, error) {
	if len(q.Scope) == 0 {
		return nil, nil
	}
	w := &where{}
	w.and("kind = ?", string(q.Kind))
	switch {
	case q.Person != "":
		w.and("id IN (SELECT id FROM paper_person WHERE person = ? AND kind = ?)", string(q.Person), string(q.Kind))
	case q.Record != 0:
		w.and("id IN (SELECT id FROM paper_record WHERE record = ? AND kind = ?)", int64(q.Record), string(q.Kind))
	case !wide(q.Scope):
		desk, args := inScope("desk", q.Scope)
		other, more := inScope("other", q.Scope)
		w.and("id IN (SELECT id FROM paper INDEXED BY paper_desk WHERE kind = ? AND ("+desk+") UNION ALL SELECT id FROM paper INDEXED BY paper_other WHERE kind = ? AND other <> '' AND ("+other+"))",
			slices.Concat([]any{string(q.Kind)}, args, []any{string(q.Kind)}, more)...)
	case q.Limit > 0:
		return s.papersByRank(ctx, q)
	}
	return s.papersFrom(ctx, "paper", w, q)
}

// wide reports that a scope holds a district or more.
func wide(s quanyuan.Scope) bool {
	return slices.ContainsFunc(s, func(root string) bool { return root == "" || strings.HasSuffix(root, "000000") })
}

// papersByRank reads a page of each state, and merges them.
func (s *Store) papersByRank(ctx context.Context, q quanyuan.PaperQuery) ([]*quanyuan.Paper, error) {
	states := slices.Compact(slices.Sorted(slices.Values(q.States)))
	if len(states) == 0 {
		var err error
		if states, err = s.statesOf(ctx, q.Kind); err != nil {
			return nil, err
		}
	}
	var all []*quanyuan.Paper
	for _, state := range states {
		w := &where{}
		w.and("kind = ?", string(q.Kind))
		q.States = []string{state}
		some, err := s.papersFrom(ctx, "paper INDEXED BY paper_rank", w, q)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b *quanyuan.Paper) int { return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.ID, b.ID)) })
	return all[:min(q.Limit, len(all))], nil
}

// statesOf gives the states that papers of a kind are in.
func (s *Store) statesOf(ctx context.Context, kind quanyuan.PaperKind) (states []string, err error) {
	next := "SELECT min(state) FROM paper INDEXED BY paper_rank WHERE kind = ? AND state >= ?"
	for last := ""; ; next = "SELECT min(state) FROM paper INDEXED BY paper_rank WHERE kind = ? AND state > ?" {
		var state sql.NullString
		if err := s.read.QueryRowContext(ctx, next, string(kind), last).Scan(&state); err != nil || !state.Valid {
			return states, err
		}
		states, last = append(states, state.String), state.String
	}
}

// papersFrom adds to conditions all that a query says beside its kind and whom
// it is about.
func (s *Store) papersFrom(ctx context.Context, table string, w *where, q quanyuan.PaperQuery) ([]*quanyuan.Paper, error) {
	desk, args := inScope("desk", q.Scope)
	other, more := inScope("other", q.Scope)
	w.and(desk+" OR other <> '' AND ("+other+")", append(args, more...)...)
	if q.Person != "" && q.Record != 0 {
		w.and("id IN (SELECT id FROM paper_record WHERE record = ? AND kind = ?)", int64(q.Record), string(q.Kind))
	}
	if len(q.States) == 1 {
		w.and("state = ?", q.States[0])
	} else if len(q.States) > 1 {
		states, err := json.Marshal(q.States)
		if err != nil {
			return nil, err
		}
		w.and("state IN (SELECT value FROM json_each(?))", string(states))
	}
	if !q.DueBefore.IsZero() {
		w.and("due <> '' AND due < ?", q.DueBefore.String())
	}
	if q.AfterID != "" {
		w.and("rank <= ? AND (rank < ? OR id > ?)", q.AfterRank, q.AfterRank, q.AfterID)
	}
	w.limit(q.Limit)
	if q.Limit > 0 {
		ctx = brief(ctx)
	}
	return rowsOf[quanyuan.Paper](ctx, s.read, "SELECT payload FROM "+table+w.String()+" ORDER BY rank DESC, id"+w.end, w.args...)
}
