package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// writePaper writes a paper in the place of the version that was seen.
func writePaper(ctx context.Context, tx *sql.Tx, p *quanyuan.Paper) error {
	if p.ID == "" {
		n, err := nextNumber(ctx, tx, string(p.Kind))
		if err != nil {
			return err
		}
		p.ID = fmt.Sprintf("%08d", n)
	}
	var version int64
	err := tx.QueryRowContext(ctx, "SELECT version FROM paper WHERE kind = ? AND id = ?", string(p.Kind), p.ID).Scan(&version)
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
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO paper (kind, id, version, state, desk, other, due, rank, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		string(p.Kind), p.ID, p.Version, p.State, p.Desk, p.Other, p.Due.String(), p.Rank, payload)
	if err != nil {
		return err
	}
	return writeSubjects(ctx, tx, p)
}

// nextNumber counts what is numbered one by one: each kind of paper, persons.
func nextNumber(ctx context.Context, tx *sql.Tx, of string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, "INSERT INTO number (of, last) VALUES (?, 1) ON CONFLICT (of) DO UPDATE SET last = last + 1 RETURNING last", of).Scan(&n)
	return n, err
}

// writeSubjects notes whom and what a paper is about.
func writeSubjects(ctx context.Context, tx *sql.Tx, p *quanyuan.Paper) error {
	for _, table := range []string{"paper_person", "paper_record"} {
		if p.Version == 1 {
			break
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE kind = ? AND id = ?", string(p.Kind), p.ID); err != nil {
			return err
		}
	}
	for _, n := range p.Persons {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO paper_person (person, kind, id) VALUES (?, ?, ?)", string(n), string(p.Kind), p.ID); err != nil {
			return err
		}
	}
	for _, r := range p.Records {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO paper_record (record, kind, id) VALUES (?, ?, ?)", int64(r), string(p.Kind), p.ID); err != nil {
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
func (s *Store) Papers(ctx context.Context, q quanyuan.PaperQuery) ([]*quanyuan.Paper, error) {
	w := &where{}
	w.and("kind = ?", string(q.Kind))
	if len(q.States) > 0 {
		states, err := json.Marshal(q.States)
		if err != nil {
			return nil, err
		}
		w.and("state IN (SELECT value FROM json_each(?))", string(states))
	}
	desk, args := inScope("desk", q.Scope)
	other, more := inScope("other", q.Scope)
	w.and(desk+" OR other <> '' AND ("+other+")", append(args, more...)...)
	if q.Person != "" {
		w.and("id IN (SELECT id FROM paper_person WHERE person = ? AND kind = ?)", string(q.Person), string(q.Kind))
	}
	if q.Record != 0 {
		w.and("id IN (SELECT id FROM paper_record WHERE record = ? AND kind = ?)", int64(q.Record), string(q.Kind))
	}
	if !q.DueBefore.IsZero() {
		w.and("due <> '' AND due < ?", q.DueBefore.String())
	}
	if q.AfterID != "" {
		w.and("rank < ? OR rank = ? AND id > ?", q.AfterRank, q.AfterRank, q.AfterID)
	}
	rows, err := s.read.QueryContext(ctx, "SELECT payload FROM paper"+w.String()+" ORDER BY rank DESC, id"+limit(q.Limit), w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ps []*quanyuan.Paper
	for rows.Next() {
		var payload sql.RawBytes
		p := &quanyuan.Paper{}
		if err := rows.Scan(&payload); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(payload, p); err != nil {
			return nil, err
		}
		ps = append(ps, p)
	}
	return ps, rows.Err()
}
