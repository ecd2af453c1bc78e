package sqlite

import (
	"context"
	"database/sql"
	"iter"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// ReplaceProposals puts a run's proposals in the place of the last run's, in
// one transaction: a run that stops leaves the last one standing.
func (s *Store) ReplaceProposals(ctx context.Context, proposals iter.Seq2[*quanyuan.Proposal, error]) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM proposal"); err != nil {
			return err
		}
		stmt, err := tx.PrepareContext(ctx, "INSERT INTO proposal (batch, record, part, outcome, person, payload) VALUES (?, ?, ?, ?, ?, ?)")
		if err != nil {
			return err
		}
		defer stmt.Close()
		for p, err := range proposals {
			if err != nil {
				return err
			}
			payload, err := json.Marshal(p)
			if err != nil {
				return err
			}
			if _, err := stmt.ExecContext(ctx, int64(p.Batch), int64(p.Record), p.Part, string(p.Outcome), string(p.Person), payload); err != nil {
				return err
			}
		}
		return nil
	})
}

// Proposals streams a batch's proposals in the order of its records.
func (s *Store) Proposals(ctx context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Proposal, error] {
	return s.proposals(ctx, "SELECT payload FROM proposal WHERE batch = ? ORDER BY record", int64(id))
}

// OpenProposals streams the proposals that wait for a person.
func (s *Store) OpenProposals(ctx context.Context) iter.Seq2[*quanyuan.Proposal, error] {
	return s.proposals(ctx, `SELECT payload FROM proposal WHERE outcome IN ('possible', 'elsewhere', 'differs', 'new')
		AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.record = proposal.record) ORDER BY batch, record`)
}

func (s *Store) proposals(ctx context.Context, query string, args ...any) iter.Seq2[*quanyuan.Proposal, error] {
	return func(yield func(*quanyuan.Proposal, error) bool) {
		rows, err := s.read.QueryContext(ctx, query, args...)
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var payload sql.RawBytes
			p := &quanyuan.Proposal{}
			err := rows.Scan(&payload)
			if err == nil {
				err = json.Unmarshal(payload, p)
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}
