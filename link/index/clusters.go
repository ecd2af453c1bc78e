package index

import (
	"cmp"
	"slices"
)

// clusters says which cluster every record is in. Clusters are numbered from 1
// in the order in which they came to be, so that the older of two has the
// smaller number.
type clusters struct {
	of   []uint32   // record -> cluster, 0 when the record is not there
	next []uint32   // record -> next record of the cluster + 1
	head [][]uint32 // cluster -> lowest record + 1, in pages; 0 when it is no more
	last uint32     // newest cluster
	live int        // clusters that are
}

// firstOf is where the lowest record of a cluster stands, + 1.
func (c *clusters) firstOf(cluster uint32) *uint32 {
	page := int(cluster >> pageBits)
	for len(c.head) <= page {
		c.head = append(c.head, nil)
	}
	if c.head[page] == nil {
		c.head[page] = make([]uint32, 1<<pageBits)
	}
	return &c.head[page][cluster&(1<<pageBits-1)]
}

func (c *clusters) reach(n int) {
	for len(c.of) < n {
		c.of, c.next = append(c.of, 0), append(c.next, 0)
	}
}

// create makes a cluster without records.
func (c *clusters) create() uint32 {
	c.last++
	return c.last
}

// members appends the records of a cluster, lowest first.
func (c *clusters) members(to []uint32, cluster uint32) []uint32 {
	if page := int(cluster >> pageBits); page >= len(c.head) || c.head[page] == nil {
		return to
	}
	for at := *c.firstOf(cluster); at != 0; at = c.next[at-1] {
		to = append(to, at-1)
	}
	return to
}

// set makes records, in order, the members of a cluster.
func (c *clusters) set(cluster uint32, records []uint32) {
	at := c.firstOf(cluster)
	if *at == 0 {
		c.live++
	}
	for _, r := range records {
		c.of[r] = cluster
		*at = r + 1
		at = &c.next[r]
	}
	*at = 0
}

// prepend puts a record before the others of its cluster.
func (c *clusters) prepend(cluster, record uint32) {
	at := c.firstOf(cluster)
	if *at == 0 {
		c.live++
	}
	c.of[record], c.next[record], *at = cluster, *at, record+1
}

// end removes a cluster, whose records are elsewhere now.
func (c *clusters) end(cluster uint32) {
	*c.firstOf(cluster) = 0
	c.live--
}

// remove takes a record out of its cluster and reports whether it was the last.
func (c *clusters) remove(record uint32) (cluster uint32, last bool) {
	cluster = c.of[record]
	head := c.firstOf(cluster)
	at := head
	for *at != record+1 {
		at = &c.next[*at-1]
	}
	*at = c.next[record]
	c.of[record], c.next[record] = 0, 0
	if *head == 0 {
		c.live--
		return cluster, true
	}
	return cluster, false
}

// shared is the part of an old cluster that is in one of the new parts.
type shared struct {
	old, part uint32
	records   []uint32
}

// assign makes parts the clusters, in place of those that their records were
// in, all of whose records are in them. Parts are in the order of their lowest
// records, and records in theirs. An old cluster lives on in the part with most
// of its records, of equals in the one with the oldest record; a part in which
// several live on keeps the name of the oldest.
func (c *clusters) assign(parts [][]uint32, l *log) {
	if len(parts) == 1 && len(parts[0]) == 1 && c.of[parts[0][0]] == 0 {
		name := c.create()
		c.set(name, parts[0])
		l.add(Created, name, 0, parts[0]...)
		return
	}
	shares := c.share(parts)
	name := make([]uint32, len(parts)) // 0 until known
	heir := make([]uint32, len(shares))
	for from := 0; from < len(shares); {
		to, best := from, from
		for ; to < len(shares) && shares[to].old == shares[from].old; to++ {
			x, y := &shares[to], &shares[best]
			if cmp.Or(cmp.Compare(len(y.records), len(x.records)), cmp.Compare(x.records[0], y.records[0])) < 0 {
				best = to
			}
		}
		part := shares[best].part
		for i := from; i < to; i++ {
			heir[i] = part
		}
		if name[part] == 0 {
			name[part] = shares[from].old
		}
		from = to
	}
	for p := range name {
		if name[p] == 0 {
			name[p] = c.create()
		}
	}
	for i, s := range shares {
		if s.part != heir[i] {
			l.add(Split, s.old, name[s.part], s.records...)
		}
	}
	for i, s := range shares {
		if s.part == heir[i] && name[s.part] != s.old {
			l.add(Merged, name[s.part], s.old)
			c.end(s.old)
		}
	}
	for p, records := range parts {
		c.join(name[p], records, l)
	}
}

// join gives a part its records and tells which of them are new.
func (c *clusters) join(name uint32, records []uint32, l *log) {
	var fresh []uint32
	for _, r := range records {
		if c.of[r] == 0 {
			fresh = append(fresh, r)
		}
	}
	switch {
	case len(fresh) == 0:
	case len(fresh) == len(records):
		l.add(Created, name, 0, fresh...)
	default:
		l.add(Grew, name, 0, fresh...)
	}
	c.set(name, records)
}

// share lists what old clusters and parts share, by old cluster and part.
func (c *clusters) share(parts [][]uint32) []shared {
	var out []shared
	for p, records := range parts {
		from := len(out)
		for _, r := range records {
			old := c.of[r]
			if old == 0 {
				continue
			}
			at := slices.IndexFunc(out[from:], func(s shared) bool { return s.old == old })
			if at < 0 {
				at = len(out) - from
				out = append(out, shared{old: old, part: uint32(p)})
			}
			out[from+at].records = append(out[from+at].records, r)
		}
	}
	slices.SortStableFunc(out, func(x, y shared) int { return cmp.Compare(x.old, y.old) })
	return out
}
