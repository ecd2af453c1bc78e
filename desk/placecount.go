package desk

import (
	"cmp"
	"context"
	"strconv"

	"quanyuan"
)

// countPlaces is CountPlaces of the store, which counts only what has changed
// since somebody asked.
func (d *Desk) countPlaces(ctx context.Context, scope quanyuan.Scope) ([]quanyuan.PlaceCount, error) {
	changes, err := d.store.Changes(ctx, quanyuan.ChangesOfPlaces)
	if err != nil {
		return nil, err
	}
	count := func(s quanyuan.Scope) ([]quanyuan.PlaceCount, error) { return d.store.CountPlaces(ctx, s) }
	return d.placeCounts.get(scope, changes, countingOf[quanyuan.PlaceCount]{
		all:     func() ([]quanyuan.PlaceCount, error) { return count(scope) },
		one:     func(community string) ([]quanyuan.PlaceCount, error) { return count(quanyuan.Scope{community}) },
		name:    func(c quanyuan.PlaceCount) string { return c.Community },
		reaches: scope.Holds,
		order: func(a, b quanyuan.PlaceCount) int {
			return cmp.Or(cmp.Compare(a.Community, b.Community), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Note, b.Note))
		},
	})
}

// countWaiting counts the rows of all lists that wait on the desks of a part of
// the city, in the same way.
func (d *Desk) countWaiting(ctx context.Context, scope quanyuan.Scope) ([]quanyuan.ProposalCount, error) {
	changes, err := d.store.Changes(ctx, quanyuan.ChangesOfRows)
	if err != nil {
		return nil, err
	}
	count := func(b quanyuan.BatchID) ([]quanyuan.ProposalCount, error) {
		return d.store.CountProposals(ctx, quanyuan.ProposalQuery{Scope: scope, Outcomes: waitingOutcomes, Batch: b})
	}
	return d.rowCounts.get(scope, changes, countingOf[quanyuan.ProposalCount]{
		all: func() ([]quanyuan.ProposalCount, error) { return count(0) },
		one: func(list string) ([]quanyuan.ProposalCount, error) {
			b, err := strconv.ParseInt(list, 10, 64)
			if err != nil {
				return nil, err
			}
			return count(quanyuan.BatchID(b))
		},
		name: func(c quanyuan.ProposalCount) string { return idOf(c.Batch) },
		order: func(a, b quanyuan.ProposalCount) int {
			return cmp.Or(cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Outcome, b.Outcome))
		},
	})
}
