package desk

import (
	"context"
	"sync"

	"quanyuan"
	"quanyuan/quality"
)

// judgedLists is what became of every list, kept until something about its rows
// changes: to read all rows of a city's lists takes longer than anybody waits.
type judgedLists struct {
	mu sync.Mutex
	of map[quanyuan.BatchID]*judgedList // replaced, never written into
}

// judgedList is what became of one list, whoever looks at it.
type judgedList struct {
	changes int64 // up to which its rows were judged, see quanyuan.ChangesOfRows; below 0: never
	fates   []Fate
	card    quality.Card
	events  quality.Share // of the rows alone, which never change
}

// judgeAll tells of lists that came one after the other what became of their
// rows: of all, or of the one that is wanted. Which events a list tells first
// goes by the lists of its source before it, so that batches must hold them all.
func (d *Desk) judgeAll(ctx context.Context, batches []quanyuan.Batch, q *SourceQuery, tell func(*quanyuan.Batch, *judgedList)) error {
	k := &d.judged
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = map[quanyuan.BatchID]*judgedList{}
	}
	told := map[quanyuan.Source]*telling{} // of sources with a list that was never read
	for _, b := range batches {
		if k.of[b.ID] == nil {
			told[b.Source] = &telling{known: map[string]bool{}}
		}
	}
	changes, err := d.store.Changes(ctx, quanyuan.ChangesOfRows)
	if err != nil {
		return err
	}
	var cases map[quanyuan.RecordID]heard
	for i := range batches {
		b := &batches[i]
		wanted, was, now := q.Batch == 0 || q.Batch == b.ID, k.of[b.ID], changes.At(idOf(b.ID))
		changed := wanted && (was == nil || was.changes != now)
		if changed && cases == nil {
			if cases, err = d.casesOf(ctx); err != nil {
				return err
			}
		}
		if changed || told[b.Source] != nil {
			if k.of[b.ID], err = d.judge(ctx, b, was, cases, told[b.Source], changed, now); err != nil {
				return err
			}
		}
		if q.Progress != nil {
			q.Progress(int64(i+1), int64(len(batches)))
		}
		if wanted {
			tell(b, k.of[b.ID])
		}
	}
	return nil
}

// judge reads the rows of a list: beside what collation and people said of them,
// where that has changed, and for the events that they tell, where told is given.
// Of what it does not read the list keeps what was known before.
func (d *Desk) judge(ctx context.Context, b *quanyuan.Batch, was *judgedList, cases map[quanyuan.RecordID]heard, told *telling, changed bool, changes int64) (*judgedList, error) {
	out := &judgedList{changes: -1}
	if was != nil {
		*out = *was
	}
	var rows *rowStates
	if changed {
		var err error
		if rows, err = d.statesOf(ctx, b.ID); err != nil {
			return nil, err
		}
		out.changes, out.fates, out.card = changes, nil, quality.Card{}
	}
	if told != nil {
		out.events = quality.Share{}
	}
	fates := map[quanyuan.Outcome]*Fate{}
	for r, err := range d.store.Records(ctx, b.ID) {
		if err != nil {
			return nil, err
		}
		if told != nil {
			told.add(r, b.Received, &out.events)
		}
		if !changed {
			continue
		}
		outcome := rows.proposed[r.ID]
		if r.SetAside != "" {
			outcome = quanyuan.SetAside
		}
		if fates[outcome] == nil {
			fates[outcome] = &Fate{Outcome: outcome}
		}
		c := cases[r.ID]
		waits := fates[outcome].count(c.state, rows.open[r.ID])
		out.card.Add(int64(b.ID), judgement(r, outcome, &c, waits))
	}
	for _, o := range append(quanyuan.Outcomes(), "") {
		if f := fates[o]; f != nil {
			out.fates = append(out.fates, *f)
		}
	}
	return out, nil
}

// rowStates are what was proposed for the rows of a list, and which of them wait.
type rowStates struct {
	proposed map[quanyuan.RecordID]quanyuan.Outcome
	open     map[quanyuan.RecordID]bool
}

func (d *Desk) statesOf(ctx context.Context, id quanyuan.BatchID) (*rowStates, error) {
	out := &rowStates{map[quanyuan.RecordID]quanyuan.Outcome{}, map[quanyuan.RecordID]bool{}}
	for p, err := range d.store.Proposals(ctx, id) {
		if err != nil {
			return nil, err
		}
		out.proposed[p.Record] = p.Outcome
	}
	q := quanyuan.ProposalQuery{Scope: quanyuan.Everywhere, Outcomes: waitingOutcomes, Batch: id, Limit: chunk}
	for {
		ps, err := d.store.ProposalsIn(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, p := range ps {
			out.open[p.Record] = true
		}
		if len(ps) < chunk {
			return out, nil
		}
		q.After = ps[len(ps)-1].Record
	}
}
