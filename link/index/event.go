package index

import "fmt"

// Kind is what happened to a cluster.
type Kind uint8

const (
	// Created: Records, which are new, are the cluster.
	Created Kind = iota + 1
	// Grew: Records, which are new, joined the cluster.
	Grew
	// Shrank: Records were removed, others are left.
	Shrank
	// Removed: Records were removed, the cluster is no more.
	Removed
	// Merged: all records of Other are now in Cluster, and Other is no more.
	Merged
	// Split: Records left Cluster for Other, which is new, or was there.
	Split
)

var kindNames = [...]string{Created: "created", Grew: "grew", Shrank: "shrank", Removed: "removed", Merged: "merged", Split: "split"}

// String is the word for it.
func (k Kind) String() string {
	if k == 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind %d", uint8(k))
	}
	return kindNames[k]
}

// Event is a change of the partition. Whoever follows all of them in order, from
// the first, has it.
type Event struct {
	// Number counts the events from 1.
	Number  uint64
	Kind    Kind
	Cluster uint64
	// Other is the second cluster of Merged and Split.
	Other uint64
	// Records are named in the order in which they first came; empty for
	// Merged.
	Records []string
}

// log keeps events, with records by number.
type log struct {
	first  uint64 // number of the first event that is kept
	events []logged
	rows   []uint32
}

type logged struct {
	kind           Kind
	cluster, other uint32
	end            uint32 // of its records in rows
}

func (l *log) add(kind Kind, cluster, other uint32, records ...uint32) {
	l.rows = append(l.rows, records...)
	l.events = append(l.events, logged{kind, cluster, other, uint32(len(l.rows))})
}

// records are those of event i.
func (l *log) records(i int) []uint32 {
	from := uint32(0)
	if i > 0 {
		from = l.events[i-1].end
	}
	return l.rows[from:l.events[i].end]
}

// forget drops the first n events.
func (l *log) forget(n int) {
	if n <= 0 {
		return
	}
	cut := l.events[n-1].end
	l.rows = append([]uint32(nil), l.rows[cut:]...)
	l.events = append([]logged(nil), l.events[n:]...)
	for i := range l.events {
		l.events[i].end -= cut
	}
	l.first += uint64(n)
}

// Events are the events after the one of the given number, 0 for all that are
// kept, at most limit, 0 for all. An index keeps them until [Index.Forget];
// they take about 20 bytes and 4 for each record.
func (x *Index) Events(after uint64, limit int) []Event {
	x.mu.RLock()
	defer x.mu.RUnlock()
	from := int(max(after+1, x.log.first) - x.log.first)
	if from >= len(x.log.events) {
		return nil
	}
	to := len(x.log.events)
	if limit > 0 {
		to = min(to, from+limit)
	}
	out := make([]Event, 0, to-from)
	for i := from; i < to; i++ {
		e := x.log.events[i]
		event := Event{Number: x.log.first + uint64(i), Kind: e.kind, Cluster: uint64(e.cluster), Other: uint64(e.other)}
		for _, r := range x.log.records(i) {
			event.Records = append(event.Records, x.name(r))
		}
		out = append(out, event)
	}
	return out
}

// Forget drops the events up to and with that number, which somebody else has
// kept.
func (x *Index) Forget(upTo uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if upTo >= x.log.first {
		x.log.forget(int(min(upTo-x.log.first+1, uint64(len(x.log.events)))))
	}
}

// LastEvent is the number of the newest event, 0 when there was none yet.
func (x *Index) LastEvent() uint64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.log.first + uint64(len(x.log.events)) - 1
}
