package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"iter"
	"strings"

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
		if err := countChange(ctx, tx, quanyuan.ChangesOfRows); err != nil {
			return err
		}
		rows := newBulk("proposal", "batch", "record", "part", "outcome", "person", "desk", "payload")
		defer rows.close()
		ctx := brief(ctx) // what gives the proposals stops, if it is stopped
		for p, err := range proposals {
			if err != nil {
				return err
			}
			payload, err := json.Marshal(p)
			if err != nil {
				return err
			}
			if err := rows.add(ctx, tx, int64(p.Batch), int64(p.Record), p.Part, string(p.Outcome), string(p.Person), p.Desk(), payload); err != nil {
				return err
			}
		}
		return rows.flush(ctx, tx)
	})
}

// Proposals streams a batch's proposals in the order of its records.
func (s *Store) Proposals(ctx context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Proposal, error] {
	return s.proposals(ctx, "SELECT payload FROM proposal WHERE batch = ? ORDER BY record", int64(id))
}

// OpenProposals streams the proposals that wait for a person.
func (s *Store) OpenProposals(ctx context.Context) iter.Seq2[*quanyuan.Proposal, error] {
	return s.proposals(ctx, `SELECT payload FROM proposal WHERE outcome IN ('possible', 'elsewhere', 'differs', 'new')
		AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.record = proposal.record)
		AND NOT EXISTS (SELECT 1 FROM paper WHERE kind = 'case' AND id = CAST(record AS TEXT) AND state = 'declined') ORDER BY batch, record`)
}

// Proposal gives what was proposed for a record.
func (s *Store) Proposal(ctx context.Context, id quanyuan.RecordID) (*quanyuan.Proposal, error) {
	var payload []byte
	err := s.read.QueryRowContext(ctx, "SELECT payload FROM proposal WHERE batch = ? AND record = ?", int64(id)>>32, int64(id)).Scan(&payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "case.unknown", Args: []any{id}}
	}
	if err != nil {
		return nil, err
	}
	p := &quanyuan.Proposal{}
	return p, json.Unmarshal(payload, p)
}

// ProposalsIn lists proposals that wait for a person. Their keys are put in
// order first (LIMIT -1 keeps that apart), so that other tables are asked about,
// and payloads read, until a page is full and no further.
func (s *Store) ProposalsIn(ctx context.Context, q quanyuan.ProposalQuery) ([]*quanyuan.Proposal, error) {
	w := onDesks(q)
	if q.After != 0 {
		w.and("record > ?", int64(q.After))
	}
	order := " ORDER BY record"
	if q.Before != 0 {
		w.and("record < ?", int64(q.Before))
		order += " DESC"
	}
	end := ""
	if q.Limit > 0 || q.Skip > 0 {
		end = " LIMIT ? OFFSET ?"
		w.args = append(w.args, cmp.Or(q.Limit, -1), q.Skip)
	}
	var out []*quanyuan.Proposal
	for p, err := range s.proposals(ctx, "SELECT payload FROM (SELECT batch AS list, record AS line FROM proposal"+w.String()+order+" LIMIT -1) CROSS JOIN proposal ON batch = list AND record = line WHERE "+waits("line")+end, w.args...) {
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// CountProposals counts proposals that wait for a person.
func (s *Store) CountProposals(ctx context.Context, q quanyuan.ProposalQuery) ([]quanyuan.ProposalCount, error) {
	w := onDesks(q)
	w.and(waits("proposal.record"))
	rows, err := s.read.QueryContext(ctx, "SELECT batch, outcome, count(*) FROM proposal"+w.String()+" GROUP BY batch, outcome ORDER BY batch, outcome", w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []quanyuan.ProposalCount
	for rows.Next() {
		var c quanyuan.ProposalCount
		if err := rows.Scan(&c.Batch, &c.Outcome, &c.Proposals); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// onDesks are the conditions of a query for proposals, whether they still wait
// or not.
func onDesks(q quanyuan.ProposalQuery) *where {
	w := &where{}
	w.scope("desk", q.Scope)
	if q.Batch != 0 {
		w.and("batch = ?", int64(q.Batch))
	}
	if len(q.Outcomes) > 0 {
		marks := make([]any, len(q.Outcomes))
		for i, o := range q.Outcomes {
			marks[i] = string(o)
		}
		w.and("outcome IN (?"+strings.Repeat(", ?", len(marks)-1)+")", marks...)
	}
	return w
}

// waits is the condition that a proposal about a record waits for a person:
// nobody has the record, and its case is neither closed nor waiting.
func waits(record string) string {
	return "NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.record = " + record + `)
		AND NOT EXISTS (SELECT 1 FROM paper WHERE kind = 'case' AND id = CAST(` + record + " AS TEXT) AND state <> 'open')"
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
