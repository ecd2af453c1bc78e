package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"quanyuan"
)

// placeCounts keeps how many persons stand in each community of a part of the
// city, and how, until something changes there: first pages show it.
type placeCounts struct {
	mu sync.Mutex
	of map[string]*placesCounted // by scope; replaced, never written into
}

type placesCounted struct {
	changes quanyuan.Changes // up to which the counts go
	counts  []quanyuan.PlaceCount
}

// countPlaces is CountPlaces of the store, which counts only what has changed
// since somebody asked.
func (d *Desk) countPlaces(ctx context.Context, scope quanyuan.Scope) ([]quanyuan.PlaceCount, error) {
	changes, err := d.store.Changes(ctx, quanyuan.ChangesOfPlaces)
	if err != nil {
		return nil, err
	}
	p, key := &d.counts, strings.Join(scope, " ")
	p.mu.Lock()
	was := p.of[key]
	p.mu.Unlock()
	now := &placesCounted{changes: changes}
	if was == nil || was.changes.All != changes.All {
		now.counts, err = d.store.CountPlaces(ctx, scope)
	} else {
		now.counts, err = d.recount(ctx, scope, was, changes)
	}
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[string]*placesCounted{}
	}
	p.of[key] = now
	return now.counts, nil
}

// recount counts those communities anew whose people have changed.
func (d *Desk) recount(ctx context.Context, scope quanyuan.Scope, was *placesCounted, changes quanyuan.Changes) ([]quanyuan.PlaceCount, error) {
	var changed quanyuan.Scope
	for community, n := range changes.Of {
		if n != was.changes.Of[community] && scope.Holds(community) {
			changed = append(changed, community)
		}
	}
	if len(changed) == 0 {
		return was.counts, nil
	}
	counts := slices.DeleteFunc(slices.Clone(was.counts), func(c quanyuan.PlaceCount) bool { return slices.Contains(changed, c.Community) })
	slices.Sort(changed)
	for _, community := range changed {
		some, err := d.store.CountPlaces(ctx, quanyuan.Scope{community})
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if c.Community == community { // and not one below
				counts = append(counts, c)
			}
		}
	}
	slices.SortFunc(counts, func(a, b quanyuan.PlaceCount) int {
		return cmp.Or(cmp.Compare(a.Community, b.Community), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Note, b.Note))
	})
	return counts, nil
}
